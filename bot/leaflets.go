package bot

import (
	"sync"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
)

// leaflets are the papers that say the same to everybody. They name no case, and
// are made once a day.
type leaflets struct {
	mu   sync.Mutex
	day  care.Date
	made map[care.Paper][]byte
}

func (l *leaflets) of(p care.Paper, head forms.Head, print func(forms.Head) ([]byte, error)) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.day != head.Date {
		l.day, l.made = head.Date, map[care.Paper][]byte{}
	}
	if data, ok := l.made[p]; ok {
		return data, nil
	}
	head.Case = ""
	data, err := print(head)
	if err == nil {
		l.made[p] = data
	}
	return data, err
}
