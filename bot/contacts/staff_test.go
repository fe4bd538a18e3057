package contacts

import (
	"slices"
	"testing"
)

// staffed is a BIH with one of every post, a substitute who has left, and both
// ways of sharing the work.
const staffed = `roll;namn;e-post;slack;befattning;stadsdel;födda den;ersättare;till
BIH;BIH Skärholmen;bih@bih.example;C0BIH;;Skärholmen|Sätra;;;
personal;Marit Provberg;marit@bih.example;U0MARIT;biståndshandläggare;Sätra;1–15;Jonas Testlund;
personal;Jonas Testlund;jonas@bih.example;U0JONAS;handläggare;Sätra;16-31;slutat@bih.example;
handläggare;Olle Provgren;olle@bih.example;;;Skärholmen;;chef@bih.example;
koordinator;Siri Testqvist;siri@bih.example;U0SIRI;;;;;
chef;Aina Exempelman;chef@bih.example;U0AINA;;;;;
handläggare;Nils Slutat;slutat@bih.example;;;Skärholmen;;;2026-11-30
`

func TestStaff(t *testing.T) {
	d := fromText(t, staffed)
	for _, tt := range []struct {
		who  string
		want string
	}{{"U0MARIT", "jonas@bih.example"}, {"marit@bih.example", "jonas@bih.example"}, {"jonas@bih.example", ""}, {"olle@bih.example", "chef@bih.example"}, {"chef@bih.example", ""}, {"ingen@bih.example", ""}} {
		if got, ok := d.Deputy(tt.who, today); ok != (tt.want != "") || ok && got.Mail != tt.want {
			t.Errorf("deputy of %s: got %v, %v, want %q", tt.who, got, ok, tt.want)
		}
	}
	for post, want := range map[Post][]string{Manager: {"chef@bih.example"}, Coordinator: {"siri@bih.example"}, Handler: {"marit@bih.example", "jonas@bih.example", "olle@bih.example"}} {
		if got := mailsOf(d.Posted(post, today)); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", post, got, want)
		}
	}
	for _, tt := range []struct {
		district, id string
		want         []string
	}{
		{"Sätra", "19440813-9089", []string{"marit@bih.example"}},
		{"satra", "194408769083", []string{"jonas@bih.example"}},
		{"Sätra", "reserv", nil},
		{"", "194408139089", nil},
		{"Skärholmen", "194408139089", []string{"olle@bih.example"}},
		{"Kista", "194408139089", nil},
	} {
		if got := mailsOf(d.Assigned(tt.district, BirthDay(tt.id), today)); !slices.Equal(got, tt.want) {
			t.Errorf("%s, %s: got %v, want %v", tt.district, tt.id, got, tt.want)
		}
	}
}

func mailsOf(people []Person) (mails []string) {
	for _, p := range people {
		mails = append(mails, p.Mail)
	}
	return mails
}

func TestBirthDay(t *testing.T) {
	for id, want := range map[string]int{"19440813-9089": 13, "194408739089": 13, "194408319089": 31, "194408329089": 0, "440813-9089": 0, "": 0} {
		if got := BirthDay(id); got != want {
			t.Errorf("%s: got %d, want %d", id, got, want)
		}
	}
}
