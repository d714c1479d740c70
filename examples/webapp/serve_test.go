package main

import (
	"context"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"
)

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

// An order that is being placed when the shop closes is placed.
func TestClosingFinishesWhatIsUnderWay(t *testing.T) {
	listener := listen(t)
	url := "http://" + listener.Addr().String()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, listener, traffic{url: url, perSecond: 100}) }()

	if got := order(t, url, stop); got != http.StatusCreated {
		t.Errorf("the order under way got %d", got)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := http.Get(url + "/products"); err == nil {
		t.Error("the shop is still open")
	}
}

// order places an order and returns the answer's status. It calls meanwhile when
// the shop has begun with the order, and so asks for the request's body.
func order(t *testing.T, url string, meanwhile func()) int {
	t.Helper()
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{Got100Continue: meanwhile})
	body := strings.NewReader("payment=card")
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/orders", body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Expect", "100-continue")
	client := http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
	response, err := client.Do(request)
	if err != nil {
		t.Error(err)
		return 0
	}
	response.Body.Close()
	return response.StatusCode
}

func TestServeTellsWhyItCannot(t *testing.T) {
	listener := listen(t)
	listener.Close()
	if err := serve(t.Context(), listener, traffic{}); err == nil {
		t.Error("no error from a closed listener")
	}
}
