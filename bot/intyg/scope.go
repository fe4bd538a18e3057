package intyg

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	minuteShape = regexp.MustCompile(`(?i)(\d+(?:[.,]\d+)?)\s*(?:-\s*(\d+))?\s*(minuter|minut|min|m|timmar|timme|tim|h|kvart)?\b`)
	perPart     = regexp.MustCompile(`(?i)\d+\s*(?:min|minuter)?\s*(?:på|till|på the|i)?\s*(?:morgon|kväll|lunch|middag|fm|em)`)
)

// fixedMinutes are lengths of time that are words.
var fixedMinutes = []struct {
	words   string
	minutes int
}{
	{"trekvart", 45}, {"tre kvart", 45}, {"en kvart", 15}, {"kvart", 15}, {"halvtimme", 30}, {"halv timme", 30}, {"en timme", 60}, {"½ tim", 30}, {"1/2 tim", 30},
}

// minutes returns how long one occasion takes: a number, two for a range, or
// nil when it is not one time.
func minutes(text string) any {
	t := strings.ToLower(folds.Replace(text))
	if len(perPart.FindAllString(t, 2)) > 1 {
		return nil
	}
	for _, f := range fixedMinutes {
		if strings.Contains(t, f.words) && digits(strings.ReplaceAll(t, "1/2", "")) == "" {
			return f.minutes
		}
	}
	m := minuteShape.FindStringSubmatch(t)
	if m == nil {
		return nil
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(m[1], ",", "."), 64)
	if err != nil || n > 600 {
		return nil
	}
	switch {
	case strings.HasPrefix(m[3], "t"), m[3] == "h":
		n *= 60
	case m[3] == "kvart":
		n *= 15
	case n != float64(int(n)):
		return nil
	}
	if m[2] != "" {
		to, _ := strconv.Atoi(m[2])
		return []int{int(n), to}
	}
	return int(n)
}

// A Frequency is how often something is done, in the words of the JSON
// contract.
type Frequency struct {
	Count    any      `json:"antal"` // a number, two for a range, nil when it does not say
	Per      string   `json:"per"`
	Weekdays []string `json:"veckodagar,omitempty"`
	Times    []string `json:"klockslag,omitempty"`
}

func frequency(text string) any { return nil }
