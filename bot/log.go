package bot

import "log/slog"

// cronLog lets cron speak through the desk's log.
type cronLog struct{ *slog.Logger }

func (l cronLog) Info(msg string, keysAndValues ...any) { l.Debug(msg, keysAndValues...) }

func (l cronLog) Error(err error, msg string, keysAndValues ...any) {
	l.Logger.Error(msg, append(keysAndValues, "err", err)...)
}
