package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

type healthCmd struct {
	Config string `required:"" type:"existingfile" help:"The config file."`
	Ready  bool   `help:"Ask whether it takes in mail and clicks."`
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
	if _, err := io.Copy(s.out, io.LimitReader(resp.Body, 4096)); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errQuiet
	}
	return nil
}
