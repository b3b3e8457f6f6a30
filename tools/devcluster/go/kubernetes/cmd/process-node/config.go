package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	v1 "k8s.io/api/core/v1"
)

// Config is the file that the command is given.
type Config struct {
	// Directory has a folder per node with its pods' volumes and logs.
	Directory string `json:"directory"`
	// Authority is the path of the certificate that callers of a node are checked by.
	Authority string `json:"authority"`
	// Caller is the common name of the only client that a node answers.
	Caller string `json:"caller"`
	// LeaseSeconds is the time between two signs of life.
	LeaseSeconds int `json:"leaseSeconds"`
	// Programs is a folder whose programs containers find before those of the machine; none if empty.
	Programs string     `json:"programs"`
	Nodes    []NodeSpec `json:"nodes"`
}

// NodeSpec is one node.
type NodeSpec struct {
	Name string `json:"name"`
	// Kubeconfig, Certificate and PrivateKey are paths: whom it calls the API server as, and serves logs as.
	Kubeconfig  string            `json:"kubeconfig"`
	Certificate string            `json:"certificate"`
	PrivateKey  string            `json:"privateKey"`
	Labels      map[string]string `json:"labels"`
	Taints      []v1.Taint        `json:"taints"`
	Capacity    v1.ResourceList   `json:"capacity"`
	// Idle nodes start no processes: their pods run in name only.
	Idle bool `json:"idle"`
	// ImageFiles has, by image and by path in it, files and folders of this machine that its containers see there.
	ImageFiles map[string]map[string]string `json:"imageFiles"`
}

func (config *Config) leaseInterval() time.Duration {
	return time.Duration(config.LeaseSeconds) * time.Second
}

// path is where a container looks for programs, unless it says so itself.
func (config *Config) path() string {
	if config.Programs == "" {
		return machinePath
	}
	return config.Programs + ":" + machinePath
}

func readConfig(path string) (*Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	config := &Config{}
	if err := json.Unmarshal(text, config); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(config.Nodes) == 0 || config.LeaseSeconds <= 0 {
		return nil, fmt.Errorf("%s: needs nodes and leaseSeconds", path)
	}
	return config, nil
}
