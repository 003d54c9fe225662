-- QoS policies are shared as everything else is: by entries.
INSERT INTO rbac_policies (id, project_id, object_type, object_id, action, target_project)
    SELECT substr(id, 1, 14) || '9' || substr(id, 16), project_id, 'qos_policy', id, 'access_as_shared', '*' FROM qos_policies WHERE shared IS TRUE;
ALTER TABLE qos_policies DROP COLUMN shared;

-- A trunk's status is that of its ports.
UPDATE trunks SET status = 'DOWN' WHERE port_id IN (SELECT p.id FROM ports p WHERE p.host_id = '');
UPDATE trunks SET status = 'BUILD' WHERE port_id IN (SELECT p.id FROM ports p WHERE p.host_id <> '' AND p.status <> 'ACTIVE');
