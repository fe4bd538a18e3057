//go:build !mutant

package main

import (
	"context"
	"time"

	"example.org/stegvis/bot"
)

// wallClock returns the clock of the desk. Only the build that tests kill has
// another than everybody's.
func wallClock() (now func() time.Time, follow func(context.Context, *bot.Bot)) {
	return time.Now, func(context.Context, *bot.Bot) {}
}
