package wire

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// An HTTP2 is a client's connection. It never holds up the server: its windows
// are as large as they can be.
type HTTP2 struct {
	conn   net.Conn
	framer *http2.Framer

	writing sync.Mutex // held while a frame is written

	mu      sync.Mutex // guards what follows
	streams map[uint32]*stream
	goAway  string
}

// A stream is what one request was sent.
type stream struct {
	Response
	position int
	events   []string // the frames' meaning
	data     []byte   // that is not in events yet
}

// maxWindow is the largest window that the protocol allows.
const maxWindow = 1<<31 - 1

// DialHTTP2 begins to speak HTTP/2 on a connection. Read has to be called.
func DialHTTP2(conn net.Conn) (*HTTP2, error) {
	c := &HTTP2{conn: conn, framer: http2.NewFramer(conn, conn), streams: map[uint32]*stream{}}
	c.framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	if _, err := conn.Write([]byte(http2.ClientPreface)); err != nil {
		return nil, err
	}
	err := c.framer.WriteSettings(
		http2.Setting{ID: http2.SettingInitialWindowSize, Val: maxWindow},
		http2.Setting{ID: http2.SettingEnablePush, Val: 0})
	if err != nil {
		return nil, err
	}
	return c, c.framer.WriteWindowUpdate(0, maxWindow-65535)
}

// Read reads frames until the connection ends.
func (c *HTTP2) Read() {
	for {
		f, err := c.framer.ReadFrame()
		if err != nil {
			return
		}
		c.note(f)
	}
}

func (c *HTTP2) note(f http2.Frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch f := f.(type) {
	case *http2.SettingsFrame:
		if !f.IsAck() {
			c.write(c.framer.WriteSettingsAck)
		}
	case *http2.PingFrame:
		if !f.IsAck() {
			c.write(func() error { return c.framer.WritePing(true, f.Data) })
		}
	case *http2.GoAwayFrame:
		c.goAway = fmt.Sprint("goaway ", f.ErrCode)
	case *http2.MetaHeadersFrame:
		c.stream(f.StreamID).header(f)
	case *http2.DataFrame:
		c.stream(f.StreamID).body(f)
	case *http2.RSTStreamFrame:
		c.stream(f.StreamID).reset(f)
	}
}

// stream returns a stream. c.mu is held.
func (c *HTTP2) stream(id uint32) *stream {
	s := c.streams[id]
	if s == nil {
		s = &stream{Response: Response{Announced: -1}}
		c.streams[id] = s
	}
	return s
}

func (s *stream) header(f *http2.MetaHeadersFrame) {
	s.flush()
	h := http.Header{}
	for _, field := range f.RegularFields() {
		h.Add(field.Name, field.Value)
	}
	status, _ := strconv.Atoi(f.PseudoValue("status"))
	s.events = append(s.events, fmt.Sprint("header ", status, " ", h))
	switch {
	case status == 0:
		s.Trailer = h
	case status < 200: // 101 too, which HTTP/2 does not have
		s.position++
		s.Informational = append(s.Informational, status)
	default:
		s.position++
		s.Status, s.Header, s.HeaderEnd, s.Announced = status, h, s.position, announced(h)
	}
	s.end(f.StreamEnded())
}

func (s *stream) body(f *http2.DataFrame) {
	s.data = append(s.data, f.Data()...)
	s.Body += int64(len(f.Data()))
	s.position += len(f.Data())
	s.end(f.StreamEnded())
}

// flush puts the data so far into the events, as one: how it is cut into frames
// means nothing.
func (s *stream) flush() {
	if len(s.data) > 0 {
		sum := crc32.ChecksumIEEE(s.data)
		s.events = append(s.events, fmt.Sprintf("data %d %.40q %x", len(s.data), s.data, sum))
		s.data = nil
	}
}

func (s *stream) end(ended bool) {
	if ended {
		s.flush()
		s.events = append(s.events, "end")
		s.Complete = true
	}
}

// reset notes a reset. After the end, NO_ERROR only says that the rest of the
// request is not wanted, which depends on when the rest has come.
func (s *stream) reset(f *http2.RSTStreamFrame) {
	if s.Complete && f.ErrCode == http2.ErrCodeNo {
		return
	}
	s.flush()
	s.Reset = f.ErrCode.String()
	s.events = append(s.events, "reset "+s.Reset)
}

// Response returns the answer on a stream.
func (c *HTTP2) Response(id uint32) *Response {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.stream(id).Response
	return &r
}

// Meaning returns the meaning of a stream's frames, a line each.
func (c *HTTP2) Meaning(id uint32) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.stream(id)
	s.flush()
	return strings.Join(s.events, "\n") + "\n"
}

// Over reports whether the server has ended or reset a stream: it wants no more
// of the request.
func (c *HTTP2) Over(id uint32) bool {
	r := c.Response(id)
	return r.Complete || r.Reset != ""
}

// GoAway returns how the connection was ended by the server, if it was.
func (c *HTTP2) GoAway() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.goAway
}

// Position returns how much was sent on a stream.
func (c *HTTP2) Position(id uint32) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stream(id).position
}

func (c *HTTP2) write(frame func() error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	_ = frame() // the server may be gone
}

// SendHeader sends the header or the trailer of a request.
func (c *HTTP2) SendHeader(id uint32, fields [][2]string, end bool) {
	var block bytes.Buffer
	enc := hpack.NewEncoder(&block)
	enc.SetMaxDynamicTableSizeLimit(0)
	for _, f := range fields {
		_ = enc.WriteField(hpack.HeaderField{Name: strings.ToLower(f[0]), Value: f[1]}) // into memory
	}
	c.write(func() error {
		return c.framer.WriteHeaders(http2.HeadersFrameParam{
			StreamID: id, BlockFragment: block.Bytes(), EndStream: end, EndHeaders: true,
		})
	})
}

// SendData sends a part of a request's body.
func (c *HTTP2) SendData(id uint32, data []byte, end bool) {
	const maxFrame = 16 << 10
	for len(data) > maxFrame {
		c.write(func() error { return c.framer.WriteData(id, false, data[:maxFrame]) })
		data = data[maxFrame:]
	}
	c.write(func() error { return c.framer.WriteData(id, end, data) })
}

// SendReset resets a stream, as a client does that does not want the answer.
func (c *HTTP2) SendReset(id uint32) {
	c.write(func() error { return c.framer.WriteRSTStream(id, http2.ErrCodeCancel) })
}
