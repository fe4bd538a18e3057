//go:build mutant

package main

import (
	"context"
	"encoding/binary"
	"os"
	"runtime"
	"syscall"
	"time"

	"example.org/stegvis/bot"
)

// wallClock returns a clock that is set from outside: the file named by
// STEGVIS_CLOCK holds the time, in milliseconds, and is looked at without a
// system call. Each time it has been moved, the desk looks round. Beside the time
// the desk writes how many goroutines it has.
func wallClock() (now func() time.Time, follow func(context.Context, *bot.Bot)) {
	file, err := os.OpenFile(os.Getenv("STEGVIS_CLOCK"), os.O_RDWR, 0)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	face, err := syscall.Mmap(int(file.Fd()), 0, 16, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		panic(err)
	}
	now = func() time.Time { return time.UnixMilli(int64(binary.LittleEndian.Uint64(face))) }
	return now, func(ctx context.Context, b *bot.Bot) {
		for last := now(); ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
			binary.LittleEndian.PutUint64(face[8:], uint64(runtime.NumGoroutine()))
			if at := now(); !at.Equal(last) {
				last = at
				b.Tick(ctx)
				b.Deliver(ctx)
			}
		}
	}
}
