package expvarbridge

import (
	"errors"
	"expvar"
	"strconv"
)

// maxDepth is how many levels of Maps, or of JSON objects, are followed. A Map
// can contain itself.
const maxDepth = 32

var errDeep = errors.New("it is nested too deeply")

// A node is what may block or panic when it is read: a level of vars, or a var
// that has to be asked for its JSON.
type node struct {
	name  string // of the stat, or what the names below begin with
	id    string // the quoted keys on the way here: two nodes may share a name
	depth int

	level func(func(expvar.KeyValue)) // all published vars, or those of a Map
	leaf  expvar.Var                  // used when level is nil
}

// read returns the numbers of n and the nodes below it.
func (n node) read(o Options) (numbers []number, below []node, err error) {
	if n.level == nil {
		numbers, err = flatten(n.name, n.leaf.String())
		return numbers, nil, err
	}
	if n.depth > maxDepth {
		return nil, nil, errDeep
	}
	for _, kv := range n.list() {
		if n.depth == 0 && o.skips(kv.Key) {
			continue
		}
		if x, ok := plain(n.join(kv.Key), kv.Value); ok {
			numbers = append(numbers, x)
		} else if holdsNumbers(kv.Value) {
			below = append(below, n.child(kv))
		}
	}
	return numbers, below, nil
}

// list returns the vars of a level. No var is read here: this holds the level's
// lock, which whoever adds a var waits for, and others behind them.
func (n node) list() (all []expvar.KeyValue) {
	n.level(func(kv expvar.KeyValue) { all = append(all, kv) })
	return all
}

// plain reads the vars that can neither block nor fail.
func plain(name string, v expvar.Var) (x number, ok bool) {
	if i, ok := v.(*expvar.Int); ok && i != nil {
		return integer(name, i.Value()), true
	}
	if f, ok := v.(*expvar.Float); ok && f != nil {
		return float(name, f.Value()), true
	}
	return number{}, false
}

// holdsNumbers reports whether v is worth asking. A registry is not: mirrored,
// each would show the other's numbers back for ever, one prefix longer a time.
func holdsNumbers(v expvar.Var) bool {
	switch v.(type) {
	case nil, *expvar.String, registryVar:
		return false
	}
	return true
}

func (n node) child(kv expvar.KeyValue) node {
	c := node{
		name:  n.join(kv.Key),
		id:    n.id + strconv.Quote(kv.Key),
		depth: n.depth + 1,
		leaf:  kv.Value,
	}
	if m, ok := kv.Value.(*expvar.Map); ok {
		c.level = m.Do
	}
	return c
}

func (n node) join(key string) string {
	if n.depth == 0 {
		return n.name + key
	}
	return n.name + "." + key
}
