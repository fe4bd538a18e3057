package ledger

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
)

// A connector opens connections on which each statement is parsed once: parsing
// takes longer than most statements of the desk do.
type connector struct{ driver.Connector }

// enough is how many statements a connection keeps. Those of this package are
// fewer; lists of keys make the others.
const enough = 256

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	whole, ok := conn.(connection)
	if !ok {
		return nil, errors.Join(fmt.Errorf("connect: the driver gave a %T", conn), conn.Close()) // unreachable: the driver's own test holds it
	}
	return &preparing{whole, map[string]*prepared{}}, nil
}

// A connection is what the driver's is, and must be handed on as.
type connection interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type preparing struct {
	connection
	known map[string]*prepared
}

// A statement of the driver's runs under a context.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type prepared struct {
	statement
	reading bool // its rows are being read: it cannot run a second time meanwhile
}

// statement returns what stands for a query, or nil when it has to be run as it is:
// what is not one of the four verbs may do its work when it is parsed.
func (c *preparing) statement(ctx context.Context, query string) (*prepared, error) {
	s, ok := c.known[query]
	if ok && !s.reading {
		return s, nil
	}
	verb, _, _ := strings.Cut(strings.TrimSpace(query), " ")
	if ok || len(c.known) >= enough || !strings.Contains(" SELECT INSERT UPDATE DELETE WITH ", " "+verb+" ") {
		return nil, nil
	}
	made, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	whole, ok := made.(statement)
	if !ok {
		return nil, made.Close() // unreachable: as above
	}
	s = &prepared{statement: whole}
	c.known[query] = s
	return s, nil
}

func (c *preparing) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.connection.ExecContext(ctx, query, args)
	}
	return s.ExecContext(ctx, args)
}

func (c *preparing) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.connection.QueryContext(ctx, query, args)
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.reading = true
	return reading{rows, s}, nil
}

func (c *preparing) Close() error {
	var errs []error
	for _, s := range c.known {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.connection.Close())...)
}

// reading are rows of a statement that is free again when they are closed.
type reading struct {
	driver.Rows
	of *prepared
}

func (r reading) Close() error {
	r.of.reading = false
	return r.Rows.Close()
}
