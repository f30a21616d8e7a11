package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"
	"github.com/hashicorp/terraform-provider-aws/internal/provider"
	"google.golang.org/grpc"
)

// Of a message, as in go-plugin: the schema of all types is larger than gRPC's own limit.
const largest = 256 << 20

// listen serves Terraform's commands at a socket until standard input ends, and removes the socket and its directory.
//
// Each connection gets a provider of its own, as if Terraform had started a process for it: a command opens one for
// each of its provider configurations, and a configuration must not reach the others.
func listen(path string) error {
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = os.Remove(path)
		_ = os.Remove(filepath.Dir(path))
		os.Exit(0)
	}()
	log.SetOutput(io.Discard)
	fmt.Println("listening")
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		go serve(connection)
	}
}

func serve(connection net.Conn) {
	reader := bufio.NewReader(connection)
	// Terraform connects twice: the first time it hangs up, having seen that somebody answers.
	if _, err := reader.Peek(1); err != nil {
		_ = connection.Close()
		return
	}
	factory, _, err := provider.ProtoV5ProviderServerFactory(context.Background())
	if err != nil {
		panic(err)
	}
	server := grpc.NewServer(grpc.MaxRecvMsgSize(largest), grpc.MaxSendMsgSize(largest))
	plugin := tf5server.GRPCProviderPlugin{Name: "registry.terraform.io/hashicorp/aws", GRPCProvider: factory}
	if err := plugin.GRPCServer(nil, server); err != nil {
		panic(err)
	}
	// It returns at once, and the connection goes on.
	_ = server.Serve(&one{connection: &read{connection, reader}})
}

// one is a listener that has one connection.
type one struct {
	connection *read
}

func (l *one) Accept() (net.Conn, error) {
	if l.connection == nil {
		return nil, io.EOF
	}
	connection := l.connection
	l.connection = nil
	return connection, nil
}

func (l *one) Close() error {
	return nil
}

func (l *one) Addr() net.Addr {
	return &net.UnixAddr{}
}

// read is a connection of which a reader has read ahead.
type read struct {
	net.Conn
	reader *bufio.Reader
}

func (c *read) Read(data []byte) (int, error) {
	return c.reader.Read(data)
}
