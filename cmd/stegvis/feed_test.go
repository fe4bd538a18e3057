package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/templates"
)

// TestFeed: another program reads the calendar; a deadline that moves keeps its
// identity, and no line is longer than it may be. It says whose turn it is in which
// case, and nothing else.
func TestFeed(t *testing.T) {
	at := time.Date(2027, 2, 1, 8, 0, 0, 0, care.Stockholm)
	d := ledger.Duty{Case: "SK-2027-0042", Name: "besked_pvr", Owner: care.PVR, Unit: "p1", Due: care.Date{Year: 2027, Month: 2, Day: 12}}
	moved := d
	moved.Due = d.Due.Add(-31)
	var uids []string
	for _, list := range [][]ledger.Duty{nil, {d}, {moved, {Case: "SK-2027-0043", Name: "beslut", Owner: care.BIH, Due: d.Due}}} {
		data, err := feed(list, at)
		if err != nil {
			t.Fatal(err)
		}
		cal, err := ical.NewDecoder(bytes.NewReader(data)).Decode()
		if err != nil || len(cal.Events()) != len(list) {
			t.Fatalf("%d events, want %d (%v)\n%s", len(cal.Events()), len(list), err, data)
		}
		for _, line := range strings.Split(strings.TrimSuffix(string(data), "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
				t.Errorf("line %q", line)
			}
		}
		for i, e := range cal.Events() {
			start, err := e.DateTimeStart(care.Stockholm)
			if err != nil || care.DateOf(start) != list[i].Due {
				t.Errorf("day %v (%v), want %v", start, err, list[i].Due)
			}
			uid, _ := e.Props.Text("UID")
			uids = append(uids, uid)
			of, _ := e.Props.Text("SUMMARY")
			if want := fmt.Sprintf("%s %s: %s", list[i].Case, list[i].Owner, templates.ChatWords().Duties[list[i].Name]); of != want {
				t.Errorf("it says %q, want %q", of, want)
			}
			for name := range e.Props {
				if !slices.Contains([]string{"UID", "DTSTAMP", "DTSTART", "SUMMARY", "TRANSP"}, name) {
					t.Errorf("it says %s as well", name)
				}
			}
		}
	}
	if uids[0] != uids[1] || uids[1] == uids[2] {
		t.Errorf("identities %q: want the first two alike", uids)
	}
}
