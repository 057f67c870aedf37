-- The walking system. Runs unchanged on Derby and PostgreSQL. Instants are milliseconds since 1970 UTC; ids are UUIDs as text.
-- What is encrypted, and how it is searched nevertheless, stands in docs/adr/0002-encrypted-columns.md.

CREATE TABLE tenant (
    id          VARCHAR(36) NOT NULL PRIMARY KEY,
    tenant_name VARCHAR(600) NOT NULL,
    created_at  BIGINT NOT NULL
);

CREATE TABLE account (
    id           VARCHAR(36) NOT NULL PRIMARY KEY,
    account_name VARCHAR(600) NOT NULL,
    name_digest  VARCHAR(43) NOT NULL UNIQUE,
    credential   VARCHAR(600) NOT NULL,
    account_role VARCHAR(16) NOT NULL,
    tenant       VARCHAR(36) NOT NULL REFERENCES tenant (id),
    changed_at   BIGINT NOT NULL
);

CREATE TABLE enrolment_token (
    id            VARCHAR(36) NOT NULL PRIMARY KEY,
    secret_digest VARCHAR(43) NOT NULL UNIQUE,
    kind          VARCHAR(16) NOT NULL,
    tenant        VARCHAR(36) NOT NULL REFERENCES tenant (id),
    uses_left     INTEGER NOT NULL,
    expires_at    BIGINT NOT NULL
);

CREATE TABLE issued_certificate (
    serial      VARCHAR(40) NOT NULL PRIMARY KEY,
    fingerprint VARCHAR(43) NOT NULL,
    kind        VARCHAR(16) NOT NULL,
    subject     VARCHAR(36) NOT NULL,
    tenant      VARCHAR(36) NOT NULL,
    not_after   BIGINT NOT NULL,
    revoked_at  BIGINT
);
CREATE INDEX issued_certificate_subject ON issued_certificate (subject);

CREATE TABLE svm (
    id               VARCHAR(36) NOT NULL PRIMARY KEY,
    tenant           VARCHAR(36) NOT NULL REFERENCES tenant (id),
    host_name        VARCHAR(1200) NOT NULL,
    software_version VARCHAR(400) NOT NULL,
    address          VARCHAR(1200),
    port             INTEGER,
    location         VARCHAR(4400),
    protocol         INTEGER,
    signature_set    VARCHAR(800),
    mean_load        DOUBLE PRECISION,
    connected_agents INTEGER,
    stopping         BOOLEAN NOT NULL,
    enrolled_at      BIGINT NOT NULL,
    reported_at      BIGINT
);
CREATE INDEX svm_tenant ON svm (tenant, reported_at);

CREATE TABLE protected_vm (
    id               VARCHAR(36) NOT NULL PRIMARY KEY,
    tenant           VARCHAR(36) NOT NULL REFERENCES tenant (id),
    host_name        VARCHAR(1200) NOT NULL,
    software_version VARCHAR(400) NOT NULL,
    state            VARCHAR(16) NOT NULL,
    svm              VARCHAR(36),
    protection       VARCHAR(16),
    enrolled_at      BIGINT NOT NULL,
    reported_at      BIGINT
);
CREATE INDEX protected_vm_tenant ON protected_vm (tenant, reported_at);

CREATE TABLE policy (
    id             VARCHAR(36) NOT NULL PRIMARY KEY,
    tenant         VARCHAR(36) NOT NULL REFERENCES tenant (id),
    kind           VARCHAR(16) NOT NULL,
    policy_name    VARCHAR(600) NOT NULL,
    policy_version INTEGER NOT NULL,
    infected       VARCHAR(16),
    no_verdict     VARCHAR(16),
    object_seconds INTEGER NOT NULL,
    UNIQUE (tenant, kind)
);

-- One row. Whoever stores events moves it on first and holds it until the commit, so that places are given in the order of commits:
-- a reader that asks for what is new after a place misses nothing.
CREATE TABLE event_counter (
    id         INTEGER NOT NULL PRIMARY KEY,
    last_place BIGINT NOT NULL
);
INSERT INTO event_counter (id, last_place) VALUES (1, 0);

CREATE TABLE security_event (
    place        BIGINT NOT NULL PRIMARY KEY,
    tenant       VARCHAR(36) NOT NULL,
    source       VARCHAR(48) NOT NULL,
    event_id     VARCHAR(36) NOT NULL,
    happened_at  BIGINT NOT NULL,
    severity     VARCHAR(16) NOT NULL,
    kind         VARCHAR(48) NOT NULL,
    file_path    VARCHAR(16500),
    threat       VARCHAR(1200),
    file_digest  VARCHAR(200),
    action_taken VARCHAR(200),
    UNIQUE (source, event_id)
);
CREATE INDEX security_event_tenant ON security_event (tenant, place);
CREATE INDEX security_event_kind ON security_event (tenant, kind, place);
CREATE INDEX security_event_time ON security_event (tenant, kind, happened_at);

CREATE TABLE audit_record (
    id      VARCHAR(36) NOT NULL PRIMARY KEY,
    done_at BIGINT NOT NULL,
    tenant  VARCHAR(36) NOT NULL,
    actor   VARCHAR(600) NOT NULL,
    deed    VARCHAR(48) NOT NULL,
    subject VARCHAR(600),
    outcome VARCHAR(48) NOT NULL
);
CREATE INDEX audit_record_tenant ON audit_record (tenant, done_at);
