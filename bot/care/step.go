package care

// A Step is one of the six steps of Skärholmens arbetsmodell.
type Step int

const (
	Assessment  Step = iota + 1 // 1 Bedömning och planering
	Application                 // 2 Ansökan om bistånd
	Startup                     // 3 Uppstart
	Delivery                    // 4 Genomförande av stöd
	FollowUp                    // 5 Uppföljning
	Closing                     // 6 Avslut eller förlängt intyg
)

var stepNames = [...]string{"–", "Bedömning", "Ansökan", "Uppstart", "Genomförande", "Uppföljning", "Avslut"}

// String returns the step's name as printed on the model, in Swedish.
func (s Step) String() string { return stepNames[s] }

// Steps lists the six steps in order.
func Steps() []Step {
	return []Step{Assessment, Application, Startup, Delivery, FollowUp, Closing}
}

// A Role is one of the three parties of the model. The abbreviations are the
// model's own and are not translated.
type Role string

const (
	PVR Role = "PVR" // primärvårdsrehab, or another licensed issuer
	BIH Role = "BIH" // biståndshandläggarenheten
	HTJ Role = "HTJ" // hemtjänstutföraren
)

// Other is a BIH that works another district. It is no party of the model: it is
// only written to when a case is handed over to it.
const Other Role = "ANNAN"

// Addressees lists whom letters can be written to: the parties, and Other.
func Addressees() []Role { return append(Roles(), Other) }

// Roles lists the parties in the order the model names them.
func Roles() []Role { return []Role{PVR, BIH, HTJ} }

// A UnitID names a line of the contact lists: one PVR unit, one
// hemtjänstutförare, one BIH. It stays the same when the unit's address does not.
type UnitID string
