BEGIN TRANSACTION;
CREATE TABLE accounts (
	account TEXT NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	reserved BIGINT NOT NULL, 
	spent BIGINT NOT NULL, 
	PRIMARY KEY (account, currency), 
	CONSTRAINT amounts_are_not_negative CHECK (reserved >= 0 AND spent >= 0)
);
INSERT INTO "accounts" VALUES('shop','USD',3000000,250000);
CREATE TABLE calls (
	"key" VARCHAR(64) NOT NULL, 
	account TEXT NOT NULL, 
	currency VARCHAR(3), 
	what TEXT NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	most BIGINT NOT NULL, 
	cost BIGINT NOT NULL, 
	owner VARCHAR(64) NOT NULL, 
	until FLOAT NOT NULL, 
	why TEXT NOT NULL, 
	document JSON, 
	changed_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY ("key"), 
	CONSTRAINT state_is_known CHECK (state IN ('planned', 'submitting', 'stored', 'unknown'))
);
INSERT INTO "calls" VALUES('cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','shop','USD','a storyboard','stored',2000000,250000,'me',1.79580764074855327603e+09,'','{"words": "yes"}','2026-11-27T19:26:20.758844+00:00');
INSERT INTO "calls" VALUES('dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','shop','USD','a script','unknown',3000000,0,'me',1.7958076407603666782e+09,'the line broke','null','2026-11-27T19:26:20.769812+00:00');
CREATE TABLE films (
	output TEXT NOT NULL, 
	file TEXT NOT NULL, 
	id TEXT NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	bytes BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	document JSON NOT NULL, 
	changed_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (output, file), 
	CONSTRAINT state_is_known CHECK (state IN ('delivered', 'withdrawn'))
);
INSERT INTO "films" VALUES('shop','a_en_youtube.mp4','row-a','34e9a4163f2d5b0894ac3bb1db6c568430a3739161ef2bd9c9ed55cd45be7b07','delivered','34e9a4163f2d5b0894ac3bb1db6c568430a3739161ef2bd9c9ed55cd45be7b07',16,1000000000000000000,'{"schema": "film/1", "key": "34e9a4163f2d5b0894ac3bb1db6c568430a3739161ef2bd9c9ed55cd45be7b07", "id": "row-a", "slug": "a", "title": "A film", "kind": "product", "locale": "en", "profile": "youtube", "file": "a_en_youtube.mp4", "sha256": "34e9a4163f2d5b0894ac3bb1db6c568430a3739161ef2bd9c9ed55cd45be7b07", "bytes": 16, "width": 64, "height": 64, "rate": "24", "frames": 24, "seconds": 1.0, "loudness": -Infinity, "true_peak": null, "signer": "", "digital_source_type": "", "ai_disclosure_required": false, "parts": [], "segments": [], "shots": {}, "inspection": {"subject": "key", "measurements": [{"measure": "loudness", "value": -Infinity, "unit": "", "limit": null}], "luma": [], "spread": []}, "row_digest": "", "replaces": "", "notes": ["sped up"]}','2026-11-27T19:26:20.702962+00:00');
INSERT INTO "films" VALUES('shop','b_en_youtube.mp4','row-b','651cefd21dfeaff7d7a7bc0c3ea5416f40d1a45e2ada86265d2decc1ea3dc35a','withdrawn','651cefd21dfeaff7d7a7bc0c3ea5416f40d1a45e2ada86265d2decc1ea3dc35a',16,1000000000000000000,'{"schema": "film/1", "key": "651cefd21dfeaff7d7a7bc0c3ea5416f40d1a45e2ada86265d2decc1ea3dc35a", "id": "row-b", "slug": "b", "title": "A film", "kind": "product", "locale": "en", "profile": "youtube", "file": "b_en_youtube.mp4", "sha256": "651cefd21dfeaff7d7a7bc0c3ea5416f40d1a45e2ada86265d2decc1ea3dc35a", "bytes": 16, "width": 64, "height": 64, "rate": "24", "frames": 24, "seconds": 1.0, "loudness": -Infinity, "true_peak": null, "signer": "", "digital_source_type": "", "ai_disclosure_required": false, "parts": [], "segments": [], "shots": {}, "inspection": {"subject": "key", "measurements": [{"measure": "loudness", "value": -Infinity, "unit": "", "limit": null}], "luma": [], "spread": []}, "row_digest": "", "replaces": "", "notes": ["sped up"]}','2026-11-27T19:26:20.716204+00:00');
CREATE TABLE inspections (
	"key" VARCHAR(64) NOT NULL, 
	document JSON NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "inspections" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','{"schema": "inspection/1", "subject": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "measurements": [], "luma": [], "spread": []}');
CREATE TABLE ledger_version (
	version INTEGER NOT NULL, 
	PRIMARY KEY (version)
);
INSERT INTO "ledger_version" VALUES(1);
CREATE TABLE made (
	"key" VARCHAR(64) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	bytes BIGINT NOT NULL, 
	lineage JSON NOT NULL, 
	seconds FLOAT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY ("key", kind)
)
 WITHOUT ROWID

;
INSERT INTO "made" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','take','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',7,'{"seed": 1}',0.5,'2026-11-27T19:26:20.720306+00:00');
CREATE TABLE notes (
	"key" TEXT NOT NULL, 
	document JSON NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "notes" VALUES('line','{"seconds": 1.5}');
CREATE TABLE pictures (
	path TEXT NOT NULL, 
	bytes BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	document JSON NOT NULL, 
	PRIMARY KEY (path)
);
INSERT INTO "pictures" VALUES('/pictures/a.jpg',100,1000000000000000000,'{"schema": "picture/1", "path": "a.jpg", "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "width": 4, "height": 3, "format": "JPEG"}');
COMMIT;
