--liquibase formatted sql

--changeset test:fine
CREATE TABLE fine (id int);

--changeset test:broken
CREATE TABLE broken (id no_such_type);
