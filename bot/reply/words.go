package reply

// A sym is what a word can be in the grammar of days and times. A word can be
// several things; the patterns in rules.go decide.
type sym uint64

const (
	sWeekday  sym = 1 << iota // n is the time.Weekday
	sWeekdays                 // fredagar: a habit, not a day
	sMonth                    // n is the time.Month
	sNum                      // a whole number in digits
	sWord                     // a number in letters
	sOrd                      // tredje, 21:a
	sPick                     // ettan, 2:an
	sTiden                    // 14-tiden
	sClock                    // 14.30, 14:30
	sDot                      // 10.12: a time or a date
	sClocks                   // 13.00-15.00
	sRange                    // 13-15
	sDay                      // 1/12
	sDays                     // 1-3/12, 30/11-4/12
	sFull                     // 2026-12-01
	sFour                     // 1430, 2027
	sDash                     // – between two things
	sThe                      // den
	sKl                       // kl
	sV                        // v
	sWeek                     // vecka, veckan
	sNext                     // nästa
	sThis                     // denna
	sNow                      // nu
	sPrev                     // förra
	sOff                      // i morgon: n days from today
	sHalf                     // förmiddag: n is the half
	sAbout                    // ca
	sFrom                     // tidigast
	sTo                       // senast
	sBetween                  // mellan
	sAnd                      // och
	sOr                       // eller
	sHalv                     // halv
	sKvart                    // kvart
	sIn                       // i
	sOver                     // över
	sUnit                     // u is the unit
	sOm                       // om
	sLater                    // senare
	sEarlier                  // tidigare
	sHoliday                  // n is the holiday
	sBefore                   // före
	sAfter                    // efter
	sOn                       // på
	sAt                       // vid
	sOf                       // of
	sTill                     // till, t.o.m.
	sLast                     // sista
	sPart                     // i början av, i mitten av, i slutet av: n is which
	sPM                       // pm
	sAM                       // am
	sOnward                   // och framåt
	sFollow                   // veckan efter
	sThat                     // den dagen
	sComma                    //
	sCount                    // st, personer: what is counted, so the number is no choice
	sSpan                     // i tre månader: till, framåt after a length
	sAgo                      // sedan
	sSameTime                 // samma tid
	sChoice                   // alternativ 2, nr 2
	sOption                   // den andra tiden
	sMany                     // de två första: n of them, from the front or from the end
	sRest                     // de andra: those not spoken of; n when it is said how many
)

// Units of time.
const (
	uMinute = iota + 1
	uHour
	uDay
	uWeek
	uMonth
	uYear
	uHalfYear
	uQuarter
	uHalfHour
)

// A tag is what a word can mean in a conversation.
type tag uint64

const (
	tFill    tag = 1 << iota // means nothing by itself
	tYes                     // ja
	tNo                      // nej
	tCan                     // går, passar, funkar
	tGood                    // bra
	tNot                     // inte
	tBad                     // krockar: a no by itself
	tBusy                    // möte, semester: a reason for a no
	tHedge                   // kanske
	tDefer                   // återkommer
	tThird                   // hon: somebody else
	tBack                    // det, den dagen: what was just spoken of
	tAll                     // alla
	tBoth                    // båda
	tNone                    // ingen av tiderna
	tAny                     // spelar ingen roll
	tPrefer                  // helst
	tElse                    // annars, i andra hand
	tExcept                  // utom
	tOnly                    // bara
	tAlso                    // också
	tBut                     // men
	tIf                      // om
	tAnd                     // och
	tOr                      // eller
	tThat                    // alltså
	tFix                     // nej förlåt, jag menade
	tInstead                 // i stället
	tAsk                     // vem, vad, hur
	tThanks                  // tack
	tSo                      // så, därför
	tTopic                   // adress, portkod: practical matters
	tPast                    // i morse, ringde
	tMove                    // flytta, boka om
	tCancel                  // avboka
	tMe                      // jag, vi
	tYou                     // ni, er
	tStart                   // starta
	tVisit                   // hembesök
	tNeed                    // behövs
	tExtend                  // förlängs
	tEnd                     // avslutas
	tChange                  // ändras
	tGot                     // mottaget
	tBroken                  // går inte att öppna
	tDoc                     // bilaga, intyg
	tOngoing                 // tills vidare
	tHeld                    // genomfört
	tUnheld                  // inställt
	tMaybeNo                 // tyvärr
	tThan                    // än
	tSign                    // ramlat, sjukhus: see sign.go
	tSorry                   // refuses the order
	tWant                    // vill, ska
	tHave                    // har
	tBoss                    // kontaktpersonen, personalen: speaks for us
	tWish                    // god jul
	tPhone                   // ring mig
	tMan                     // <@U…>
	tSpell                   // misspelt in a way that could be two words
	tSame                    // som planerat
	tAct                     // ringer, åker: not a choice by itself
	tSuits                   // det går, det passar: a yes without naming a time
)
