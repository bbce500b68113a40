--liquibase formatted sql

--changeset test:slow
CREATE TABLE slow (id int);
SELECT pg_sleep(1.5);
