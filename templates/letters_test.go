package templates

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// full is data in which nothing is missing, as a message to a party by mail gets it.
func full() Data {
	yes := true
	at := care.Slot{At: time.Date(2026, 12, 1, 10, 0, 0, 0, care.Stockholm), Minutes: 30}
	end := care.Date{Year: 2027, Month: 2, Day: 28}
	return Data{
		Case: care.PublicCase{
			ID: "SK-2026-0001", Label: "Blå Tall", Step: care.Application, PVR: "Almens Rehab", HTJ: "Tranbäret", Owner: "Marit",
			From: end, End: end, Starts: end, Granted: &yes, Held: at.At, Missing: []string{"insats.syfte"}, Doubts: []string{"period.till"},
		},
		Unit:    "Biståndshandläggarenheten",
		Meeting: care.PublicMeeting{Kind: care.Visit, Slots: []care.Slot{at}, Agreed: &at, Was: &at, Waits: []care.Role{care.HTJ, care.PVR}},
		Times:   []care.Slot{at}, At: at.At, Papers: []string{"information"}, Duty: care.Duty{Name: "beslut", Owner: care.BIH, Due: end}, Late: true, By: care.HTJ, Turn: "handlaggare/borta",
		Fields: []string{"insats.syfte"}, Signs: []string{"sjukhus"}, Kind: "oklassificerat", Why: "bounced", What: "start", Alarm: "members",
		Letter: "tider", Provider: "Tranbäret", Outcome: "bifall", Opinion: "tillstyrks", Joint: &yes, On: end, Until: end, From: end, Minutes: 15,
		Changed:  []string{"period.till"},
		Incident: Incident{At: at.At, Before: at.At, Stopped: 1, Sent: []Sent{{At: at.At, To: "Tranbäret", What: "Beställning", Files: []string{"intyg"}, Unsure: true}, {At: at.At, To: "Rehab", What: "Tider"}}},
		Erasing:  Erasing{ID: "ABCDEFGH", Code: "12345678", Cases: []care.CaseID{"SK-2026-0001"}, Until: end},
		Review: Review{Week: 48, Since: care.Date{Year: 2026, Month: 11, Day: 16}, Rows: 17, Head: "17-0123456789abcdef0123", Lookers: []Looker{{Who: "Anna Provberg", Times: 2, Cases: 1}},
			Looks: []Look{{Case: "SK-2026-0001", Who: "Anna Provberg", What: "underlag", Why: "mejla_underlag"}}},
		Digest: Digest{Day: end, Today: 2, Late: 1, Free: 3, Waiting: 4, More: 5, Chat: true, Lines: []Line{
			{Case: care.PublicCase{ID: "SK-2026-0002", Label: "Grön Gran"}, Duty: care.Duty{Name: "beslut", Owner: care.BIH, Due: end}, Late: true}, {Case: care.PublicCase{ID: "SK-2026-0003", Label: "Vit Ask"}}}},
		Lists:   Lists{Added: 2, Readdressed: 1, Unproven: []string{"Tranbäret"}, Problems: []string{"rad 3: fel"}},
		Private: &Private{Text: "Hej", Frequency: "varje dag", Contact: "Siri", Phone: "08", Email: "a@b.example"},
	}
}

// least is data with only what every case has.
func least(d Data) Data {
	d.Case = care.PublicCase{ID: "SK-2026-0001", Step: care.Assessment, End: d.Case.End, Starts: d.Case.Starts}
	d.Times, d.At, d.Papers, d.Joint, d.Until, d.From, d.Minutes = nil, time.Time{}, nil, nil, care.Date{}, care.Date{}, 0
	d.Incident.Sent, d.Incident.Stopped = nil, 0
	d.Lists = Lists{Added: 1}
	d.Digest = Digest{Day: d.Case.End}
	d.Erasing.Until = d.Case.End
	d.Review = Review{Week: 48, Since: care.Date{Year: 2026, Month: 11, Day: 16}, Rows: 17, Head: "17-0123456789abcdef0123", Broken: 3}
	d.Private, d.Turn = &Private{}, "handlaggare/tyst"
	return d
}

// TestEveryLetter renders every message with everything and with as little as
// there can be; to BIH always without what is private.
func TestEveryLetter(t *testing.T) {
	for _, to := range care.Addressees() {
		for _, name := range Names(to) {
			for _, d := range []Data{full(), least(full())} {
				if to == care.BIH {
					d.Private = nil
				}
				subject, text, err := Render(to, name, d)
				if err != nil {
					t.Errorf("%v", err)
					continue
				}
				check(t, string(to)+"/"+name, subject, text)
			}
		}
	}
}

func check(t *testing.T, name, subject, text string) {
	t.Helper()
	if !strings.HasPrefix(subject, "[SK-2026-0001] ") || len(subject) < 20 || strings.Contains(subject, "\n") {
		t.Errorf("%s: subject %q", name, subject)
	}
	for _, bad := range []string{"<no value>", "lagen kräver", "{", "}", "  ", "!!", "%!"} {
		if strings.Contains(text, bad) {
			t.Errorf("%s: text holds %q:\n%s", name, bad, text)
		}
	}
	if strings.Contains(text, "\n\n\n") {
		t.Errorf("%s: an empty line too many:\n%s", name, text)
	}
	if strings.TrimSpace(text) == "" {
		t.Errorf("%s: says nothing", name)
	}
}

// TestNoLetterUnused: each message is one that the model, a rule or the desk
// can come to say, and each of those has its message.
func TestNoLetterUnused(t *testing.T) {
	said := map[string]bool{"kvittens": true, "ovantat": true, "adress_saknas": true, "fraga_igen": true, "forsenad": true, "paminnelse": true,
		"larm": true, "larm_brevlada": true, "larm_stegvis": true, "nytt_kort": true, "sammanstallning": true, "manadssiffror": true, "enkat_start": true, "enkat_slut": true, "granskning": true, "gallring_kod": true,
		"kontaktlista": true, "kontaktlista_fel": true, "gjort": true, "mejlat": true, "skyddat": true} // said by the desk, whatever the row
	for _, file := range []string{"../bot/care/model.go", "../bot/care/conditions.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"([a-z_]+)"`).FindAllStringSubmatch(string(source), -1) {
			said[m[1]] = true
		}
	}
	for _, d := range care.DebtNames() {
		said["paminn_"+d] = true
	}
	for _, to := range care.Addressees() {
		for _, name := range Names(to) {
			if !said[name] {
				t.Errorf("%s/%s: nobody says it", to, name)
			}
		}
	}
	for _, s := range care.Sentences() {
		for _, say := range s.Says {
			to, name, _ := strings.Cut(say, "/")
			if to != "*" && !slices.Contains(Names(care.Role(to)), name) {
				t.Errorf("%s: there is no message %s", s.Number, say)
			}
		}
	}
}

// TestReminders: whoever can be reminded has words for it.
func TestReminders(t *testing.T) {
	owners := map[string][]care.Role{"svara_samtal": {care.PVR}, "samtal": {care.PVR}, "svara_hembesok": {care.PVR, care.HTJ},
		"hembesok": {care.PVR, care.HTJ}, "svara_uppfoljning": {care.PVR, care.HTJ}, "uppfoljning_mote": {care.PVR, care.HTJ},
		"kontaktperson": {care.HTJ}, "intyg": {care.PVR}, "komplettera": {care.PVR}, "startbesked": {care.HTJ}, "informera_start": {care.HTJ},
		"foresla_hembesok": {care.PVR}, "informera_hembesok": {care.HTJ}, "samtal_blev_av": {care.PVR}, "hembesok_blev_av": {care.PVR}, "uppfoljning": {care.PVR},
		"informera_avbokat": {care.HTJ}, "uppfoljning_blev_av": {care.PVR}, "besked_pvr": {care.PVR}, "nytt_intyg": {care.PVR}}
	for debt, roles := range owners {
		for _, to := range roles {
			if !slices.Contains(Names(to), "paminn_"+debt) {
				t.Errorf("%s has no words to be reminded of %s", to, debt)
			}
		}
	}
}

// TestSheetByMail: what was read is told to the one who asks, and only there.
func TestSheetByMail(t *testing.T) {
	d := full()
	d.Private = &Private{
		Sheet:   []Value{{Label: "Slutdatum", Value: "2027-02-28", Note: "osäker"}, {Label: "Samtycke", Value: "ja"}},
		Changes: []Value{{Label: "Hur ofta", Old: "1 gång", New: "2 gånger"}},
		Unknown: []Value{{Label: "Nyttan", Value: "Gå ut"}},
	}
	_, text, err := Render(care.BIH, "underlag", d)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\nSlutdatum: 2027-02-28 [osäker]\nSamtycke: ja\n", "\nHur ofta: 1 gång → 2 gånger\n", "\nNyttan = [där står: Gå ut]"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in:\n%s", want, text)
		}
	}
	check(t, "underlag", "[SK-2026-0001] Underlag som lästs", text)
	for _, name := range Names(care.BIH) {
		d.Private = &Private{Sheet: []Value{{Label: "Slutdatum", Value: "Canary"}}, Text: "Canary"}
		if _, text, _ := Render(care.BIH, name, d); name != "underlag" && strings.Contains(text, "Canary") {
			t.Errorf("%s tells what is private", name)
		}
	}
}

// TestPrivateStaysPrivate: a message to BIH that would say something private is
// an error, not a leak.
func TestPrivateStaysPrivate(t *testing.T) {
	d := full()
	d.Private = nil
	if _, _, err := Render(care.PVR, "fraga", d); err == nil {
		t.Error("a message said something private that it was not given")
	}
}

func TestSlot(t *testing.T) {
	for at, want := range map[time.Time]string{
		time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC):    "tisdag 1 december 2026 (v. 49) kl. 10.00",
		time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC): "fredag 1 januari 2027 (v. 53) kl. 00.30",
		time.Date(2027, 3, 28, 1, 30, 0, 0, time.UTC):   "söndag 28 mars 2027 (v. 12) kl. 03.30",
	} {
		if got := Slot(care.Slot{At: at}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
