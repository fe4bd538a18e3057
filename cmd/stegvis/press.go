package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// How a calendar answers on a scripted day.

var presses = map[string]string{"accepterat": "ACCEPTED", "avböjt": "DECLINED", "preliminärt": "TENTATIVE"}

var icsLine = regexp.MustCompile(`(?m)^(UID|SEQUENCE|DTSTART[^:]*|DTEND[^:]*):.*\r?$`)

// pressed answers the last invitation that was mailed to an address, as a
// calendar would: with one of presses, or with another time.
func (s *stage) pressed(address, press string) (channels.File, error) {
	var ics []byte
	for _, m := range s.mail.Sent() {
		if m.To.At() == address && bytes.Contains(m.Invite, []byte("METHOD:REQUEST")) {
			ics = m.Invite
		}
	}
	if ics == nil {
		return channels.File{}, fmt.Errorf("no invitation to %s to answer", address)
	}
	event := string(bytes.Join(icsLine.FindAll(ics[bytes.Index(ics, []byte("BEGIN:VEVENT")):], -1), []byte("\n")))
	method, stat := "REPLY", presses[press]
	if stat == "" {
		at, err := time.ParseInLocation("2006-01-02T15:04", press, care.Stockholm)
		if err != nil {
			return channels.File{}, fmt.Errorf("calendar answer: %w", err)
		}
		method, stat = "COUNTER", "TENTATIVE"
		event = regexp.MustCompile(`(?m)^DTSTART.*$`).ReplaceAllString(event, "DTSTART:"+at.UTC().Format("20060102T150405Z"))
		event = regexp.MustCompile(`(?m)^DTEND.*$`).ReplaceAllString(event, "")
	}
	lines := []string{"BEGIN:VCALENDAR", "METHOD:" + method, "BEGIN:VEVENT", event, "ATTENDEE;PARTSTAT=" + stat + ":mailto:" + address, "END:VEVENT", "END:VCALENDAR", ""}
	return channels.File{Name: "invite.ics", Type: "text/calendar", Data: []byte(strings.Join(lines, "\n"))}, nil
}
