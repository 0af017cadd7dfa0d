"""Pictures: untrusted bytes to RGB arrays, the sample photos, resizing, arrays to PNG."""
