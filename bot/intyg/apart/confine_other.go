//go:build !linux

package apart

// Confine does nothing: the service runs on Linux.
func Confine() error { return nil }
