// Package bot is the desk: it takes what comes in, lets package care decide,
// and sees to it that what has been decided is said.
//
// There are three ways in — a message, a tick of the clock, a letter whose time
// has come — and each is one method of [Bot], to be read top to bottom:
//
//   - [Bot.Handle] takes one message: what does it mean (interpret.go), what
//     follows (care.Decide), what is to be said to whom (write.go), all stored
//     in one commit (record.go). Only then may the channel acknowledge it.
//   - [Bot.Tick] looks through the cases in which something may be due today.
//   - [Bot.Deliver] sends the letters that are due (deliver.go).
//
// Whether a letter may leave is asked when it is written and again at the door
// (permit.go, guard.go): the case must go on, the person have agreed, the
// party still be the case's, and at first a human have read it. Of somebody whose identity is
// protected nothing is said at all (protected.go).
//
// Chat is where BIH works; when it is out of reach, what was meant for it goes by
// mail inside the house (outage.go), and when it moves that follows (moved.go).
// [Bot.Morning] lists the day's work there.
//
// A tour of the house, bottom up. Package care is the model: a case, what can
// happen to it, and a table of what follows; it knows nothing but the standard
// library. Package reminders says when. Packages intyg and reply understand what
// people send; contacts knows who they are. Package ledger keeps it all, sealed,
// and forgets for good (erasing.go says when).
// Package templates holds every word. Package channels says what a channel is,
// and channels/mail and channels/slack are the two there are. The bot stands in
// the middle: every call goes out from here and comes straight back.
//
// Reading documents happens outside the desk's lock; cases change one at a time,
// under it. That is enough: the load is some tens of messages a day.
package bot
