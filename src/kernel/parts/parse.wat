;; Tells others where the parts of a message are.

  ;; Whether the message from `start` to `end - 1` is a usual one, and its names are not too long. Leaves at FIELDS where the
  ;; time-stamp begins, and the space behind it, behind each of the four names, and behind the structured data.
  (func (export "parse") (param $start i32) (param $end i32) (param $entry i32) (result i32)
    (if (i32.eqz (call $isUsual (local.get $start) (local.get $end) (local.get $entry))) (then (return (i32.const 0))))
    ;; APP-NAME has 48 bytes at the most and MSGID 32; the other two may have more than $findNames takes.
    (if (i32.or
          (i32.gt_u (i32.sub (global.get $appNameEnd) (global.get $hostnameEnd)) (i32.const 49))
          (i32.gt_u (i32.sub (global.get $msgIdEnd) (global.get $procIdEnd)) (i32.const 33)))
      (then (return (i32.const 0))))
    (i32.store (global.get $FIELDS) (global.get $timestamp))
    (i32.store offset=4 (global.get $FIELDS) (global.get $timestampEnd))
    (i32.store offset=8 (global.get $FIELDS) (global.get $hostnameEnd))
    (i32.store offset=12 (global.get $FIELDS) (global.get $appNameEnd))
    (i32.store offset=16 (global.get $FIELDS) (global.get $procIdEnd))
    (i32.store offset=20 (global.get $FIELDS) (global.get $msgIdEnd))
    (i32.store offset=24 (global.get $FIELDS) (global.get $dataEnd))
    (i32.const 1))
