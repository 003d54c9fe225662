-- Place of a step that another branch adds.
SELECT 1;
