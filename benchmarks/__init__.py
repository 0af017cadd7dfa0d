"""What the explorer promises about speed, measured against its peers on this machine."""
