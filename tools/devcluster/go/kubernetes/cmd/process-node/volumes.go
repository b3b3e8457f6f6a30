package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	authenticationv1 "k8s.io/api/authentication/v1"
	v1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/kubernetes/pkg/api/v1/resource"
	"k8s.io/kubernetes/pkg/fieldpath"
)

// volumeMaker makes the volumes of one pod below a folder.
type volumeMaker struct {
	client    kubernetes.Interface
	pod       *v1.Pod
	directory string
}

// make returns the path of each volume by its name.
func (maker *volumeMaker) make(ctx context.Context) (map[string]string, error) {
	paths := map[string]string{}
	for index := range maker.pod.Spec.Volumes {
		volume := &maker.pod.Spec.Volumes[index]
		path, err := maker.makeOne(ctx, volume)
		if err != nil {
			return nil, fmt.Errorf("volume %q: %w", volume.Name, err)
		}
		paths[volume.Name] = path
	}
	return paths, nil
}

func (maker *volumeMaker) makeOne(ctx context.Context, volume *v1.Volume) (string, error) {
	path := filepath.Join(maker.directory, volume.Name)
	source := volume.VolumeSource
	projected := func(defaultMode *int32, sources ...v1.VolumeProjection) (string, error) {
		files, err := maker.project(ctx, sources, defaultMode)
		if err != nil {
			return "", err
		}
		return path, maker.writeFiles(path, files)
	}
	switch {
	case source.EmptyDir != nil:
		return path, maker.makeDirectory(path, 0o777)
	case source.HostPath != nil:
		return source.HostPath.Path, makeHostPath(source.HostPath)
	case source.ConfigMap != nil:
		return projected(source.ConfigMap.DefaultMode, v1.VolumeProjection{ConfigMap: &v1.ConfigMapProjection{
			LocalObjectReference: source.ConfigMap.LocalObjectReference,
			Items:                source.ConfigMap.Items, Optional: source.ConfigMap.Optional,
		}})
	case source.Secret != nil:
		return projected(source.Secret.DefaultMode, v1.VolumeProjection{Secret: &v1.SecretProjection{
			LocalObjectReference: v1.LocalObjectReference{Name: source.Secret.SecretName},
			Items:                source.Secret.Items, Optional: source.Secret.Optional,
		}})
	case source.DownwardAPI != nil:
		return projected(source.DownwardAPI.DefaultMode, v1.VolumeProjection{DownwardAPI: &v1.DownwardAPIProjection{
			Items: source.DownwardAPI.Items,
		}})
	case source.Projected != nil:
		return projected(source.Projected.DefaultMode, source.Projected.Sources...)
	}
	return "", fmt.Errorf("a process node has no volumes of this kind: use emptyDir, configMap, secret, downwardAPI, projected or hostPath")
}

type volumeFile struct {
	content []byte
	mode    os.FileMode
}

// project is the files of a projected volume by their paths.
func (maker *volumeMaker) project(ctx context.Context, sources []v1.VolumeProjection, defaultMode *int32) (map[string]volumeFile, error) {
	files := map[string]volumeFile{}
	mode := func(own *int32) os.FileMode {
		if own != nil {
			return os.FileMode(*own)
		}
		if defaultMode != nil {
			return os.FileMode(*defaultMode)
		}
		return 0o644
	}
	take := func(content map[string][]byte, items []v1.KeyToPath, optional bool) error {
		if len(items) == 0 {
			for key, text := range content {
				files[key] = volumeFile{text, mode(nil)}
			}
		}
		for _, item := range items {
			text, found := content[item.Key]
			if !found && !optional {
				return fmt.Errorf("references non-existent key %q", item.Key)
			}
			if found {
				files[item.Path] = volumeFile{text, mode(item.Mode)}
			}
		}
		return nil
	}
	objects := objectReader{client: maker.client, namespace: maker.pod.Namespace}
	for _, source := range sources {
		switch {
		case source.ConfigMap != nil:
			optional := isTrue(source.ConfigMap.Optional)
			content, err := objects.configMap(ctx, source.ConfigMap.Name, optional)
			if err == nil {
				err = take(content, source.ConfigMap.Items, optional)
			}
			if err != nil {
				return nil, fmt.Errorf("configmap %q: %w", source.ConfigMap.Name, err)
			}
		case source.Secret != nil:
			optional := isTrue(source.Secret.Optional)
			content, err := objects.secret(ctx, source.Secret.Name, optional)
			if err == nil {
				err = take(content, source.Secret.Items, optional)
			}
			if err != nil {
				return nil, fmt.Errorf("secret %q: %w", source.Secret.Name, err)
			}
		case source.DownwardAPI != nil:
			for _, item := range source.DownwardAPI.Items {
				text, err := downwardValue(maker.pod, item.FieldRef, item.ResourceFieldRef)
				if err != nil {
					return nil, err
				}
				files[item.Path] = volumeFile{[]byte(text), mode(item.Mode)}
			}
		case source.ServiceAccountToken != nil:
			token, err := maker.token(ctx, source.ServiceAccountToken)
			if err != nil {
				return nil, err
			}
			files[source.ServiceAccountToken.Path] = volumeFile{[]byte(token), mode(nil)}
		default:
			return nil, fmt.Errorf("a process node projects configMap, secret, downwardAPI and serviceAccountToken only")
		}
	}
	return files, nil
}

// token is one of the pod's service account, bound to the pod: it ends with it.
func (maker *volumeMaker) token(ctx context.Context, source *v1.ServiceAccountTokenProjection) (string, error) {
	request := &authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{
		ExpirationSeconds: source.ExpirationSeconds,
		BoundObjectRef: &authenticationv1.BoundObjectReference{
			APIVersion: "v1", Kind: "Pod", Name: maker.pod.Name, UID: maker.pod.UID,
		},
	}}
	if source.Audience != "" {
		request.Spec.Audiences = []string{source.Audience}
	}
	accounts := maker.client.CoreV1().ServiceAccounts(maker.pod.Namespace)
	answer, err := accounts.CreateToken(ctx, maker.pod.Spec.ServiceAccountName, request, metav1.CreateOptions{})
	if err != nil {
		return "", err
	}
	return answer.Status.Token, nil
}

func (maker *volumeMaker) makeDirectory(path string, mode os.FileMode) error {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return err
	}
	if group := maker.group(); group >= 0 && os.Geteuid() == 0 {
		if err := os.Chown(path, -1, group); err != nil {
			return err
		}
		mode |= os.ModeSetgid
	}
	return os.Chmod(path, mode)
}

// writeFiles makes files that the pod's user or group can read.
func (maker *volumeMaker) writeFiles(directory string, files map[string]volumeFile) error {
	if err := maker.makeDirectory(directory, 0o755); err != nil {
		return err
	}
	for name, file := range files {
		if !filepath.IsLocal(name) {
			return fmt.Errorf("%q leaves the volume", name)
		}
		path := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, file.content, 0o600); err != nil {
			return err
		}
		mode := file.mode
		if group := maker.group(); group >= 0 && os.Geteuid() == 0 {
			mode |= (mode & 0o400) >> 3
			if err := os.Chown(path, -1, group); err != nil {
				return err
			}
		}
		if err := os.Chmod(path, mode); err != nil {
			return err
		}
	}
	return nil
}

// group owns the volumes; -1 if none does.
func (maker *volumeMaker) group() int {
	if context := maker.pod.Spec.SecurityContext; context != nil && context.FSGroup != nil {
		return int(*context.FSGroup)
	}
	return -1
}

func makeHostPath(source *v1.HostPathVolumeSource) error {
	if source.Type != nil && *source.Type == v1.HostPathDirectoryOrCreate {
		return os.MkdirAll(source.Path, 0o755)
	}
	_, err := os.Stat(source.Path)
	return err
}

// objectReader reads config maps and secrets of a namespace.
type objectReader struct {
	client    kubernetes.Interface
	namespace string
}

func (reader objectReader) configMap(ctx context.Context, name string, optional bool) (map[string][]byte, error) {
	found, err := reader.client.CoreV1().ConfigMaps(reader.namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, unlessOptional(err, optional)
	}
	content := map[string][]byte{}
	for key, text := range found.Data {
		content[key] = []byte(text)
	}
	for key, bytes := range found.BinaryData {
		content[key] = bytes
	}
	return content, nil
}

func (reader objectReader) secret(ctx context.Context, name string, optional bool) (map[string][]byte, error) {
	found, err := reader.client.CoreV1().Secrets(reader.namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, unlessOptional(err, optional)
	}
	return found.Data, nil
}

func unlessOptional(err error, optional bool) error {
	if optional && apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

func isTrue(value *bool) bool { return value != nil && *value }

// downwardValue is a field of the pod, or a resource of one of its containers.
func downwardValue(pod *v1.Pod, field *v1.ObjectFieldSelector, of *v1.ResourceFieldSelector) (string, error) {
	if of != nil {
		return resource.ExtractResourceValueByContainerName(of, pod, of.ContainerName)
	}
	switch strings.TrimSpace(field.FieldPath) {
	case "spec.nodeName":
		return pod.Spec.NodeName, nil
	case "spec.serviceAccountName":
		return pod.Spec.ServiceAccountName, nil
	case "status.hostIP", "status.podIP", "status.hostIPs", "status.podIPs":
		return loopback, nil
	}
	return fieldpath.ExtractFieldPathAsString(pod, field.FieldPath)
}
