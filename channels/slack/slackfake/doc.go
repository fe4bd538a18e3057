// Package slackfake is a Slack that runs inside the process: the web API,
// Socket Mode and the people at their keyboards, on loopback and with a clock
// that can be moved. Tests and the demo run the real chat channel against it;
// the channel talks to it through the same unmodified client as to Slack, and
// cannot tell the difference but by the address.
//
// The fake never imports that client, nor any other. Everything here is plain
// JSON, so that a mistake in the client's mapping cannot cancel out against the
// same mistake on this side; that it is Slack's JSON is shown by Slack's own
// Node SDK, which must pass against it (see the folder node).
//
// # What it holds to
//
// The app manifest decides which scopes the bot has, which events reach it and
// which commands and shortcuts people can use; what the manifest lacks is
// refused with Slack's error code, or silently does not arrive. Blocks and
// views are measured against Slack's limits and refused in Slack's words.
// Triggers work once and for three seconds, response URLs five times and for
// half an hour, socket tickets once. An event that nobody acknowledges comes
// again at once, after a minute and after five, counted on the injected clock;
// a click never does, and the person who clicked sees that it came to nothing.
//
// # Who does what
//
// [Fake.Human] is somebody in the workspace, [Fake.Fail] and its neighbours
// are Slack on a bad day, and administrators archive, invite and remove.
// [Fake.Requests] is everything the app has sent, to look for what should
// never have been sent. [Fake.UI] is the same as JSON for a page to draw.
//
// # Where things are
//
// server, methods and faults take a call and decide whether it may be made;
// content, messages, conversations, room, users, reactions, files, views, home
// and response do what it asks for. socket, delivery and events are Socket
// Mode. human, typed, press, slash, form, values, objections and modal are what
// a person does, admin what an administrator does, ui and act both as JSON.
// limits, checker, blocks and elements are Block Kit, and manifest and yaml the
// app's manifest.
//
// # What is not modelled
//
// Search, huddles, canvases, lists, bookmarks, pins and scheduled delivery (a
// scheduled message is taken, but never posted); Slack Connect beyond the flag
// on a channel; Enterprise Grid, admin methods and audit logs; unfurling, and
// attachments beyond carrying them; workflows, functions and assistants; the
// blocks and elements Slack added for them (they are refused as unknown);
// group DMs; message views other than the bot's own; response URLs out of
// views; selections that a person has made earlier in the same message; user
// tokens and OAuth; rate tiers other than that of posting; message retention
// and the edit windows of a workspace (fail the call with edit_window_closed
// instead).
//
// Nobody outside Slack can know whether an acknowledgement on another
// connection counts (here it does), which envelope ids its retries bear (here
// new ones), or how long it takes a failed first delivery without any socket to
// be tried again (here as long as one without an answer).
package slackfake
