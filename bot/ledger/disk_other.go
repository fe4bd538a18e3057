//go:build !linux

package ledger

import "errors"

func local(string) error { return nil }

// Free returns how many bytes there is room for on the ledger's disk.
func (*Ledger) Free() (int64, error) { return 0, errors.ErrUnsupported }
