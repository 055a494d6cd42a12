/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.state;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.patternstream.stream.pipeline.SourcePartition;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Keeps states as objects of a bucket, named as {@link StateNames} says. An object appears whole or not at all, and
 * is seen by all once it is written; a claim holds a text by which its maker knows it. At most two states and one damaged one per partition, of 5 GiB at
 * most each. Thread-safe, also among processes.
 */
public final class S3StateStore implements StateStore {
    private final S3Client client;
    private final String bucket;
    private final String prefix;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    private S3StateStore(S3Client client, String bucket, String prefix) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    /**
     * Opens a store and makes sure that the bucket can be listed. Credentials, region and endpoint are what the AWS SDK finds:
     * {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code AWS_REGION}, {@code AWS_ENDPOINT_URL_S3} and so on.
     *
     * @param location {@code s3://bucket/prefix}
     * @param group the consumer group whose states it keeps
     * @return the store
     * @throws StateStoreException if the bucket cannot be used
     */
    public static S3StateStore open(URI location, String group) {
        String path = location.getPath() == null ? "" : location.getPath().replaceAll("^/+|/+$", "");
        String prefix = (path.isEmpty() ? "" : path + "/") + StateNames.safe(group) + "/";
        try {
            S3Client client = S3Client.builder()
                    .httpClientBuilder(UrlConnectionHttpClient.builder())
                    .region(region())
                    .forcePathStyle(true)
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                    .build();
            S3StateStore store = new S3StateStore(client, location.getAuthority(), prefix);
            store.names(prefix);
            return store;
        } catch (SdkException e) {
            throw new StateStoreException(
                    "the state store " + location + " cannot be used: " + e.getMessage()
                            + "; see patterns.state-directory, and AWS_ENDPOINT_URL_S3 for servers other than Amazon's",
                    e);
        }
    }

    private static Region region() {
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkException e) {
            return Region.US_EAST_1; // servers other than Amazon's seldom care
        }
    }

    @Override
    public long claim(SourcePartition partition) {
        String folder = folder(partition);
        try {
            long epoch = StateNames.next(partition, names(folder));
            write(folder + StateNames.claim(epoch));
            while (StateNames.claimed(names(folder)) > epoch) {
                epoch = StateNames.claimed(names(folder)) + 1;
                write(folder + StateNames.claim(epoch));
            }
            for (String name : names(folder)) {
                if (StateNames.epoch(name).orElse(Long.MAX_VALUE) < epoch) {
                    delete(folder + name);
                }
            }
            return epoch;
        } catch (SdkException e) {
            throw new StateStoreException(
                    partition + " cannot be claimed in " + where(folder) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void save(SourcePartition partition, long epoch, long offset, Content content) {
        String folder = folder(partition);
        Path part = null;
        try {
            requireOwner(partition, epoch);
            part = Files.createTempFile("patternstream-state", ".part");
            StateRef state = new StateRef(partition, epoch, offset, Sha256.write(part, content));
            requireOwner(partition, epoch);
            client.putObject(
                    put -> put.bucket(bucket).key(folder + StateNames.state(state)), RequestBody.fromFile(part));
            List<StateRef> states = list(partition);
            states.subList(Math.min(StateNames.KEPT, states.size()), states.size())
                    .forEach(old -> delete(folder + StateNames.state(old)));
        } catch (SdkException | IOException e) {
            throw new StateStoreException(
                    "the state of " + partition + " cannot be written to " + where(folder) + ": " + e.getMessage(), e);
        } finally {
            discard(part);
        }
    }

    @Override
    public List<StateRef> list(SourcePartition partition) {
        String folder = folder(partition);
        try {
            return StateNames.states(partition, names(folder));
        } catch (SdkException e) {
            throw new StateStoreException("the states in " + where(folder) + " cannot be listed: " + e.getMessage(), e);
        }
    }

    @Override
    public Stored open(StateRef state) {
        String key = folder(state.partition()) + StateNames.state(state);
        Path file = null;
        try {
            Path fetched = Files.createTempFile("patternstream-state", ".part");
            file = fetched;
            client.getObject(
                    get -> get.bucket(bucket).key(key), (response, in) -> Files.copy(in, fetched, REPLACE_EXISTING));
            if (!Sha256.of(fetched).equals(state.sha256())) {
                setAside(folder(state.partition()), key);
                discard(fetched);
                throw new StateDamagedException(
                        "the state " + where(key) + " is damaged: its hash is not the one in its name");
            }
            long size = Files.size(fetched);
            InputStream in = Files.newInputStream(fetched, StandardOpenOption.DELETE_ON_CLOSE);
            return new Stored(new BufferedInputStream(in, 1 << 16), size);
        } catch (SdkException | IOException e) {
            discard(file);
            throw new StateStoreException("the state " + where(key) + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Writes a claim with a text of its own: of those who write the same one at the same time, the last one has it. */
    private void write(String claim) {
        String token = UUID.randomUUID().toString();
        client.putObject(put -> put.bucket(bucket).key(claim), RequestBody.fromString(token));
        tokens.put(claim, token);
    }

    private void requireOwner(SourcePartition partition, long epoch) {
        String folder = folder(partition);
        StateNames.requireOwner(partition, names(folder), epoch, where(folder));
        String claim = folder + StateNames.claim(epoch);
        String token =
                client.getObjectAsBytes(get -> get.bucket(bucket).key(claim)).asUtf8String();
        if (!token.equals(tokens.get(claim))) {
            throw new StateFencedException("the state of " + partition + " in " + where(folder)
                    + " belongs to another instance, which made claim " + epoch
                    + " at the same time: nothing is written");
        }
    }

    private void setAside(String folder, String key) {
        names(folder).stream().filter(name -> name.endsWith(StateNames.DAMAGED)).forEach(name -> delete(folder + name));
        client.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey(key)
                .destinationBucket(bucket)
                .destinationKey(key + StateNames.DAMAGED));
        delete(key);
    }

    private static void discard(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a temporary file cannot be deleted: " + e.getMessage(), e);
        }
    }

    private void delete(String key) {
        client.deleteObject(delete -> delete.bucket(bucket).key(key));
    }

    private List<String> names(String folder) {
        return client.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(folder)).contents().stream()
                .map(S3Object::key)
                .map(key -> key.substring(folder.length()))
                .toList();
    }

    private String folder(SourcePartition partition) {
        return prefix + StateNames.safe(partition.topic()) + "/" + partition.partition() + "/";
    }

    private String where(String key) {
        return "s3://" + bucket + "/" + key;
    }
}
