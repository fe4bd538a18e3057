//go:build mutant

package main

import (
	"context"
	"encoding/binary"
	"os"
	"syscall"
	"time"

	"example.org/stegvis/bot"
)

// wallClock returns a clock that is set from outside: the file named by
// STEGVIS_CLOCK holds the time, in milliseconds, and is looked at without a
// system call. Each time it has been moved, the desk looks round.
func wallClock() (now func() time.Time, follow func(context.Context, *bot.Bot)) {
	file, err := os.Open(os.Getenv("STEGVIS_CLOCK"))
	if err != nil {
		panic(err)
	}
	defer file.Close()
	face, err := syscall.Mmap(int(file.Fd()), 0, 8, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		panic(err)
	}
	now = func() time.Time { return time.UnixMilli(int64(binary.LittleEndian.Uint64(face))) }
	return now, func(ctx context.Context, b *bot.Bot) {
		for last := now(); ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
			if at := now(); !at.Equal(last) {
				last = at
				b.Tick(ctx)
				b.Deliver(ctx)
			}
		}
	}
}
