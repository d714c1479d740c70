package stats

type pipe struct{}

func openPipe(dir string, o Options, snapshot func() []byte) (*pipe, error) { return nil, nil }
func (p *pipe) path() string              { return "" }
func (p *pipe) trouble() error            { return nil }
func (p *pipe) close(d any) error { return nil }
