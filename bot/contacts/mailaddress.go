package contacts

import (
	"errors"
	netmail "net/mail"
	"regexp"
	"strings"
)

// errAddress says no more, so that no error repeats what stood in the cell.
var errAddress = errors.New("not a mail address")

// domainForm is a host name with at least one dot, in letters every mail
// server takes.
var domainForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$`)

var localForm = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")

// parseAddresses reads a cell that must hold nothing but mail addresses. Part
// of a broken address is never taken for a whole one: "info@solgl.example,se"
// is an error and not info@solgl.example.
func parseAddresses(cell string) ([]string, error) {
	cell = strings.NewReplacer(";", ",", "|", ",", "\r\n", ",", "\n", ",").Replace(trim(cell))
	var all []string
	for part := range strings.SplitSeq(cell, ",") {
		if trim(part) == "" {
			continue
		}
		a, err := parseAddress(part)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	if len(all) == 0 {
		return nil, errAddress
	}
	return all, nil
}

// parseAddress reads one address, plain or as "Namn <adress>". Comments are
// refused: "(gäller ej)" must not vanish.
func parseAddress(s string) (string, error) {
	s = strings.TrimPrefix(trim(s), "mailto:")
	if strings.ContainsAny(s, "()\"") {
		return "", errAddress
	}
	a, err := netmail.ParseAddress(s)
	if err != nil {
		return "", errAddress
	}
	local, domain, _ := strings.Cut(a.Address, "@")
	domain = strings.ToLower(domain)
	if !localForm.MatchString(local) || !domainForm.MatchString(domain) || len(local) > 64 || len(domain) > 253 {
		return "", errAddress
	}
	return local + "@" + domain, nil
}

func domainOf(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return domain
}

// trim takes away the spaces of all kinds that Excel and Word leave at the ends.
func trim(s string) string {
	return strings.Trim(s, " \t\r\n\u00a0\u200b\u200e\u200f\ufeff\u202f")
}
