package main

import (
	_ "embed"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels/slack/slackfake"
)

// chattyContacts is a contact list with one PVR and one HTJ that are reached in
// chat, as some are; the others of the demo are reached by mail, as most are.
//
//go:embed demo/chattparter.csv
var chattyContacts []byte

// A chatter is somebody in the demo's chat: of BIH, or of a party.
type chatter struct {
	ID, Name, Mail string
	Role           care.Role
	Room           string // the channel of her unit; empty when it has none
	RoomName       string
}

// chatters lists who can be in the chat. A party's Slack is a channel of its own,
// in which its samordnare is, or the samordnare's own user id.
func (w *world) chatters() (all []chatter) {
	for _, p := range w.people.Staff() {
		all = append(all, chatter{ID: p.Slack, Name: p.Name, Mail: p.Mail, Role: care.BIH, Room: demoChannel, RoomName: demoRoom})
	}
	for _, u := range w.people.Units() {
		if u.Role == care.BIH || u.Slack == "" {
			continue
		}
		c := chatter{ID: u.Slack, Name: u.Contact, Mail: u.Emails[0], Role: u.Role}
		if u.Slack[0] == 'C' {
			first, _, _ := strings.Cut(u.Contact, " ")
			c.ID, c.Room, c.RoomName = "U0"+strings.ToUpper(first), u.Slack, string(u.ID)
		}
		all = append(all, c)
	}
	return all
}

// chatter returns who has that user id.
func (w *world) chatter(user string) (chatter, bool) {
	all := w.chatters()
	i := slices.IndexFunc(all, func(c chatter) bool { return c.ID == user })
	if i < 0 {
		return chatter{}, false
	}
	return all[i], true
}

// workspace makes the users and the private channels of the chat.
func (w *world) workspace() (users []slackfake.User, rooms []slackfake.Channel) {
	for _, c := range w.chatters() {
		first, _, _ := strings.Cut(c.Name, " ")
		users = append(users, slackfake.User{ID: c.ID, Name: strings.ToLower(first), RealName: c.Name, Email: c.Mail})
		if c.Room == "" {
			continue
		}
		i := slices.IndexFunc(rooms, func(r slackfake.Channel) bool { return r.ID == c.Room })
		if i < 0 {
			rooms = append(rooms, slackfake.Channel{ID: c.Room, Name: c.RoomName, Private: true, Members: []string{slackfake.BotUser}})
			i = len(rooms) - 1
		}
		rooms[i].Members = append(rooms[i].Members, c.ID)
	}
	return users, rooms
}
