package mail

import (
	"strings"
	"testing"

	"example.org/stegvis/channels"
)

// A letter was refused, whatever numbers stand in the refusal: an IP address is
// no status code, and above all none that says that it arrived.
func TestAddressIsNoStatus(t *testing.T) {
	formal := func(status, why string) string {
		return "From: Mail Delivery System <MAILER-DAEMON@mx.test>\nSubject: Undelivered Mail\n" +
			"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" +
			"--b\n\nDet gick inte.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\n" +
			"Final-Recipient: rfc822; solglimten@htj.test\nAction: failed\nStatus: " + status + "\nDiagnostic-Code: " + why + "\n--b--\n"
	}
	letter := func(text string) string {
		return "From: MAILER-DAEMON@mx.test\nSubject: failure notice\n\nSorry, it was undeliverable.\n\n<solglimten@htj.test>:\n" + text + "\n"
	}
	for name, c := range map[string]struct{ raw, status string }{
		"a host that is listed":      {formal("5.0.0", "smtp; 554 your host [10.2.33.4] is listed"), "5.0.0"},
		"an address of 2.…":          {formal("5.0.0", "smtp; 550 Blocked, IP=2.71.3.4"), "5.0.0"},
		"an address of 5.…":          {formal("5.0.0", "smtp; 550 5.71.3.4 blocked"), "5.0.0"},
		"an address before the code": {formal("5.0.0", "smtp; host 10.4.1.1 said: 550 5.7.1 no"), "5.7.1"},
		"a wrong status":             {formal("2.0.0", "smtp; 550 no"), "2.0.0"},
		"qmail's letter":             {letter("Remote host said: 553 sorry\nGiving up on 10.2.33.4."), ""},
		"a version":                  {letter("553 sorry, says Mailer 2.11.1"), ""},
	} {
		got, err := Parse([]byte(strings.ReplaceAll(c.raw, "\n", "\r\n")))
		want := channels.Bounce{To: "solglimten@htj.test", Hard: true, Status: c.status}
		if err != nil || got.Bounce == nil || *got.Bounce != want {
			t.Errorf("%s: %+v, want %+v, %v", name, got.Bounce, want, err)
		}
	}
}
