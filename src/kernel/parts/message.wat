;; Takes a usual message apart: PRI, VERSION 1, a time-stamp, four names of printable US-ASCII, structured data in which
;; nothing is escaped, and a text that is not empty and begins with US-ASCII. What is found is right for every such message;
;; all others are left to the parser in JavaScript (src/syslog).
;;
;; The byte behind a message is LF. None of the things before the text can hold that, but for values of structured data, so
;; that nothing else has to look where the message ends.

  ;; Where each part begins or ends: the space behind it.
  (global $timestamp (mut i32) (i32.const 0))
  (global $timestampEnd (mut i32) (i32.const 0))
  (global $hostnameEnd (mut i32) (i32.const 0))
  (global $appNameEnd (mut i32) (i32.const 0))
  (global $procIdEnd (mut i32) (i32.const 0))
  (global $msgIdEnd (mut i32) (i32.const 0))
  (global $dataEnd (mut i32) (i32.const 0))

  ;; Whether the message from `start` to `end - 1` is a usual one, and where its parts are.
  (func $isUsual (param $start i32) (param $end i32) (param $entry i32) (result i32)
    (local $at i32) (local $priority i32)
    ;; FLAG_NO_PRIORITY (src/hub/entry.ts); else the entry's PRI tells how long it is.
    (if (i32.and (i32.load8_u offset=22 (local.get $entry)) (i32.const 2)) (then (return (i32.const 0))))
    (local.set $priority (i32.load8_u offset=20 (local.get $entry)))
    (local.set $at (i32.add
      (i32.add (local.get $start) (i32.const 2))
      (i32.add (i32.gt_u (local.get $priority) (i32.const 9)) (i32.gt_u (local.get $priority) (i32.const 99)))))
    ;; `>1 `
    (if (i32.ne (i32.and (i32.load (local.get $at)) (i32.const 0xffffff)) (i32.const 0x20313e)) (then (return (i32.const 0))))
    (if (i32.ne (i32.load8_u (local.get $start)) (i32.const 0x3c)) (then (return (i32.const 0))))
    (global.set $timestamp (i32.add (local.get $at) (i32.const 3)))
    (local.set $at (call $timestampEnd (global.get $timestamp)))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x20)) (then (return (i32.const 0))))
    (global.set $timestampEnd (local.get $at))
    (if (i32.eqz (call $findNames (local.get $at))) (then (return (i32.const 0))))
    (local.set $at (call $structuredDataEnd (i32.add (global.get $msgIdEnd) (i32.const 1)) (local.get $end)))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (global.set $dataEnd (local.get $at))
    ;; A text of at least one byte that is no part of a byte order mark.
    (i32.and
      (i32.gt_s (i32.sub (local.get $end) (local.get $at)) (i32.const 1))
      (i32.lt_u (i32.load8_u offset=1 (local.get $at)) (i32.const 0x80))))

  ;; Whether behind the space at `at` there are four names, each with a space behind it and none empty.
  (func $findNames (param $at i32) (result i32)
    (local $window i32) (local $ends i64) (local $names i32)
    (local $hostnameEnd i32) (local $appNameEnd i32) (local $procIdEnd i32)
    (local $first v128) (local $last v128)
    (local.set $first (i8x16.splat (i32.const 0x21)))
    (local.set $last (i8x16.splat (i32.const 0x5d)))
    (local.set $names (i32.const 4))
    (loop $next
      (local.set $hostnameEnd (local.get $appNameEnd))
      (local.set $appNameEnd (local.get $procIdEnd))
      (local.set $procIdEnd (local.get $at))
      (if (i64.eqz (local.get $ends))
        (then
          (local.set $window (i32.add (local.get $at) (i32.const 1)))
          ;; Which of 64 bytes may not be in a name: bit i stands for `window + i`.
          (local.set $ends (i64.or
            (i64.or
              (i64.extend_i32_u (i8x16.bitmask (i8x16.gt_u
                (i8x16.sub (v128.load (local.get $window)) (local.get $first)) (local.get $last))))
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.gt_u
                (i8x16.sub (v128.load offset=16 (local.get $window)) (local.get $first)) (local.get $last)))) (i64.const 16)))
            (i64.or
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.gt_u
                (i8x16.sub (v128.load offset=32 (local.get $window)) (local.get $first)) (local.get $last)))) (i64.const 32))
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.gt_u
                (i8x16.sub (v128.load offset=48 (local.get $window)) (local.get $first)) (local.get $last)))) (i64.const 48)))))
          (if (i64.eqz (local.get $ends)) (then (return (i32.const 0))))))
      (local.set $at (i32.add (local.get $window) (i32.wrap_i64 (i64.ctz (local.get $ends)))))
      (local.set $ends (i64.and (local.get $ends) (i64.sub (local.get $ends) (i64.const 1))))
      (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x20)) (then (return (i32.const 0))))
      (if (i32.eq (i32.sub (local.get $at) (local.get $procIdEnd)) (i32.const 1)) (then (return (i32.const 0))))
      (br_if $next (local.tee $names (i32.sub (local.get $names) (i32.const 1)))))
    (global.set $hostnameEnd (local.get $hostnameEnd))
    (global.set $appNameEnd (local.get $appNameEnd))
    (global.set $procIdEnd (local.get $procIdEnd))
    (global.set $msgIdEnd (local.get $at))
    (i32.const 1))
