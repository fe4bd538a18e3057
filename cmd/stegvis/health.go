package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

type healthCmd struct {
	Config string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
	Ready  bool   `help:"Ask whether it takes in mail and clicks."`
	JSON   bool   `help:"One JSON object."`
}

// Run asks the desk that is at work on this machine. It is for people, and for
// what looks after the service where there is no other way to ask.
func (c healthCmd) Run(s streams) error {
	conf, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	if conf.Health.Listen == "" {
		return errors.New("health.listen is empty: write an address in the config, such as 127.0.0.1:9464")
	}
	page := "healthz"
	if c.Ready {
		page = "readyz"
	}
	client := http.Client{Timeout: 5 * time.Second}
	resp, err := client.Get("http://" + conf.Health.Listen + "/" + page)
	if err != nil {
		return fmt.Errorf("nobody answers: is stegvis serve running? %w", err)
	}
	defer resp.Body.Close()
	says, err := io.ReadAll(io.LimitReader(resp.Body, 4096))
	if err != nil {
		return err
	}
	return c.say(s, resp.StatusCode == http.StatusOK, strings.TrimSpace(string(says)))
}

func (c healthCmd) say(s streams, ok bool, says string) (err error) {
	if c.JSON {
		err = json.NewEncoder(s.out).Encode(map[string]any{"ok": ok, "says": says})
	} else {
		_, err = fmt.Fprintln(s.out, says)
	}
	if err == nil && !ok {
		err = errQuiet
	}
	return err
}
