"""An interactive explorer of VGG16."""
