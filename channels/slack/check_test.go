package slack

import (
	"slices"
	"strings"
	"testing"

	"example.org/stegvis/bot/secret"
	"example.org/stegvis/channels/slack/slackfake"
)

func TestCheck(t *testing.T) {
	for name, x := range map[string]struct {
		kit  kit
		want string // empty when all is well
	}{
		"all is well":    {},
		"bot token":      {kit{config: func(c *Config) { c.BotToken = secret.Of("xoxb-other") }}, "check bot_token_file"},
		"app token":      {kit{config: func(c *Config) { c.AppToken = secret.Of("xapp-other") }}, "check app_token_file"},
		"team":           {kit{config: func(c *Config) { c.Team = "T0OTHER" }}, "write that as team"},
		"scope":          {kit{fake: without("      - groups:history\n")}, "scope groups:history is missing"},
		"no channel yet": {kit{fake: func(c *slackfake.Config) { c.Channels = nil }}, "invite it"},
	} {
		t.Run(name, func(t *testing.T) {
			x.kit.idle = true
			err := newRig(t, x.kit).slack.Check(t.Context())
			if x.want == "" && err != nil || x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)) {
				t.Errorf("got %v, want %q", err, x.want)
			}
		})
	}
}

func without(line string) func(*slackfake.Config) {
	return func(c *slackfake.Config) { c.Manifest = []byte(strings.Replace(string(c.Manifest), line, "", 1)) }
}

func TestOff(t *testing.T) {
	if !(Config{Team: "T1"}).Off() || (Config{BotTokenFile: "x"}).Off() || (Config{AppToken: secret.Of("x")}).Off() {
		t.Error("off must mean that there is no token at all")
	}
}

func TestManifestAsksForWhatIsUsed(t *testing.T) {
	got := scopes(Manifest())
	for _, scope := range []string{"chat:write", "commands", "groups:history", "groups:read", "im:history", "im:read", "im:write", "app_mentions:read"} {
		if !slices.Contains(got, scope) {
			t.Errorf("no scope %s among %q", scope, got)
		}
	}
	for _, scope := range got { // files never pass through Slack, and no public channel is read
		if strings.HasPrefix(scope, "files:") || scope == "channels:history" || scope == "chat:write.public" {
			t.Errorf("scope %s is asked for", scope)
		}
	}
}
