-- What SVMs say of their databases, updates and licence, and the sessions of agents. Runs unchanged on Derby and PostgreSQL.

ALTER TABLE svm ADD COLUMN databases_version VARCHAR(400);
ALTER TABLE svm ADD COLUMN databases_created BIGINT;
ALTER TABLE svm ADD COLUMN update_state VARCHAR(32);
ALTER TABLE svm ADD COLUMN licence_state VARCHAR(32);
ALTER TABLE svm ADD COLUMN able_agents INTEGER;
-- How far the SVM's journal of sessions is stored; changes in the transaction that stores its entries.
ALTER TABLE svm ADD COLUMN session_journal VARCHAR(36);
ALTER TABLE svm ADD COLUMN session_position BIGINT;

-- One row a connection of an agent to an SVM. The id is that of the SVM and of the connection: no SVM can touch another's rows.
CREATE TABLE agent_session (
    id             VARCHAR(73) NOT NULL PRIMARY KEY,
    tenant         VARCHAR(36) NOT NULL REFERENCES tenant (id),
    svm            VARCHAR(36) NOT NULL,
    agent          VARCHAR(36) NOT NULL,
    run            VARCHAR(36) NOT NULL,
    connected_at   BIGINT,
    connected_tick BIGINT,
    able_at        BIGINT,
    able_tick      BIGINT,
    lost_at        BIGINT,
    lost_tick      BIGINT,
    clock_offset   BIGINT NOT NULL
);
CREATE INDEX agent_session_agent ON agent_session (tenant, agent, connected_at);
