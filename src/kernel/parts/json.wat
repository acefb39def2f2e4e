;; Lines of the format `json`, as JsonFormatter (src/formatter/json.ts) writes them.

  ;; As `syslog`. What the lines say of sequence number and minute of receipt has to stand where kernel.wat says, for
  ;; message 0; it stops where the minute is another. 67 ns a message, where JavaScript takes 597.
  (func (export "json") (param $base i32) (param $start i32) (param $entry i32) (param $count i32)
    (param $into i32) (param $limit i32) (result i32)
    (local $message i32) (local $end i32) (local $to i32)
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $message) (local.get $count)))
        (local.set $end (i32.sub (i32.add (local.get $base) (i32.load offset=8 (local.get $entry))) (i32.const 1)))
        ;; All that is not from the message's bytes comes to less than 400, and of those none becomes more than two. Up to 16
        ;; bytes behind are overwritten.
        (br_if $done (i32.gt_u
          (i32.add (i32.add (local.get $into) (i32.const 416)) (i32.shl (i32.sub (local.get $end) (local.get $start)) (i32.const 1)))
          (local.get $limit)))
        (br_if $done (i32.eqz (call $isUsual (local.get $start) (local.get $end) (local.get $entry))))
        (local.set $to (call $jsonLine (local.get $entry) (local.get $end) (local.get $into)))
        (br_if $done (i32.eqz (local.get $to)))
        (local.set $into (local.get $to))
        (local.set $start (i32.add (local.get $end) (i32.const 1)))
        (local.set $entry (i32.sub (local.get $entry) (i32.const 24)))
        (local.set $message (i32.add (local.get $message) (i32.const 1)))
        (call $countUp)
        (br $next)))
    (i32.store (global.get $RESULT) (local.get $into))
    (local.get $message))

  ;; Writes the line of a usual message that ends at `end`; returns where it ends. 0 where something besides quotes and
  ;; backslashes of the text has to be escaped, where names occur twice, and where the minute of receipt is another.
  (func $jsonLine (param $entry i32) (param $end i32) (param $to i32) (result i32)
    (local $priority i32)
    (if (i32.eqz (call $isPlain (global.get $timestampEnd) (global.get $msgIdEnd))) (then (return (i32.const 0))))
    (local.set $to (call $jsonReceived (local.get $entry) (call $jsonSeq (local.get $to))))
    (if (i32.eqz (local.get $to)) (then (return (i32.const 0))))
    (local.set $to (call $jsonField (i32.const 0x10720) (i32.const 15) (global.get $timestamp) (global.get $timestampEnd) (local.get $to)))
    (local.set $to (call $jsonName (i32.const 0x10730) (i32.const 14) (global.get $timestampEnd) (global.get $hostnameEnd) (local.get $to)))
    (local.set $to (call $jsonName (i32.const 0x10740) (i32.const 14) (global.get $hostnameEnd) (global.get $appNameEnd) (local.get $to)))
    (local.set $to (call $jsonName (i32.const 0x10750) (i32.const 13) (global.get $appNameEnd) (global.get $procIdEnd) (local.get $to)))
    (local.set $to (call $jsonName (i32.const 0x10760) (i32.const 12) (global.get $procIdEnd) (global.get $msgIdEnd) (local.get $to)))
    (local.set $priority (i32.add (global.get $PRIORITIES) (i32.shl (i32.load8_u offset=20 (local.get $entry)) (i32.const 6))))
    (local.set $to (call $copy (local.get $priority) (i32.add (local.get $priority) (i32.load8_u offset=63 (local.get $priority))) (local.get $to)))
    (if (i32.eq (i32.load8_u offset=1 (global.get $msgIdEnd)) (i32.const 0x5b))
      (then
        (local.set $to (call $jsonData (i32.add (global.get $msgIdEnd) (i32.const 1)) (local.get $to)))
        (if (i32.eqz (local.get $to)) (then (return (i32.const 0))))))
    ;; `,"message":"`
    (v128.store (local.get $to) (v128.load (i32.const 0x10770)))
    (local.set $to (call $jsonText
      (i32.add (global.get $dataEnd) (i32.const 1)) (local.get $end) (i32.add (local.get $to) (i32.const 12))))
    (if (i32.eqz (local.get $to)) (then (return (i32.const 0))))
    ;; `"}` and LF
    (i32.store (local.get $to) (i32.const 0x0a7d22))
    (i32.add (local.get $to) (i32.const 3)))

  ;; Writes `{"seq":7,"cursor":"0123456789ab:7","received":"`.
  (func $jsonSeq (param $to i32) (result i32)
    (local $digits v128) (local $length i32)
    (local.set $digits (v128.load (global.get $SEQ)))
    (local.set $length (i32.load (global.get $SEQ_DIGITS)))
    (v128.store (local.get $to) (v128.load (i32.const 0x10700)))
    (v128.store offset=7 (local.get $to) (local.get $digits))
    (local.set $to (i32.add (local.get $to) (local.get $length)))
    (v128.store offset=7 (local.get $to) (v128.load (global.get $CURSOR)))
    (v128.store offset=23 (local.get $to) (v128.load offset=16 (global.get $CURSOR)))
    (v128.store offset=31 (local.get $to) (local.get $digits))
    (local.set $to (i32.add (local.get $to) (local.get $length)))
    (v128.store offset=31 (local.get $to) (v128.load (i32.const 0x10710)))
    (i32.add (local.get $to) (i32.const 45)))

  ;; Adds one to the sequence number. It has 16 digits at the most.
  (func $countUp
    (local $at i32) (local $length i32)
    (local.set $length (i32.load (global.get $SEQ_DIGITS)))
    (local.set $at (i32.add (global.get $SEQ) (local.get $length)))
    (loop $next
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x39))
        (then
          (i32.store8 (local.get $at) (i32.add (i32.load8_u (local.get $at)) (i32.const 1)))
          (return)))
      (i32.store8 (local.get $at) (i32.const 0x30))
      (br_if $next (i32.gt_u (local.get $at) (global.get $SEQ))))
    ;; 999 has become 000.
    (i32.store8 (global.get $SEQ) (i32.const 0x31))
    (i32.store8 (i32.add (global.get $SEQ) (local.get $length)) (i32.const 0x30))
    (i32.store (global.get $SEQ_DIGITS) (i32.add (local.get $length) (i32.const 1))))

  ;; Writes when the message was received: `2026-11-20T15:08:40.123456Z`. 0 where the minute is another.
  (func $jsonReceived (param $entry i32) (param $to i32) (result i32)
    (local $us f64) (local $second i32) (local $micros i32)
    (local.set $us (f64.sub (f64.load (local.get $entry)) (f64.load (global.get $MINUTE_US))))
    (if (i32.eqz (i32.and (f64.ge (local.get $us) (f64.const 0)) (f64.lt (local.get $us) (f64.const 60e6))))
      (then (return (i32.const 0))))
    (local.set $micros (i32.trunc_f64_u (local.get $us)))
    (local.set $second (i32.div_u (local.get $micros) (i32.const 1000000)))
    (local.set $micros (i32.sub (local.get $micros) (i32.mul (local.get $second) (i32.const 1000000))))
    (v128.store (local.get $to) (v128.load (global.get $MINUTE_TEXT)))
    (i32.store8 offset=16 (local.get $to) (i32.const 0x3a))
    (i32.store16 offset=17 (local.get $to) (call $digitsOf (local.get $second)))
    (i32.store8 offset=19 (local.get $to) (i32.const 0x2e))
    (local.set $second (i32.div_u (local.get $micros) (i32.const 10000)))
    (local.set $micros (i32.sub (local.get $micros) (i32.mul (local.get $second) (i32.const 10000))))
    (i32.store16 offset=20 (local.get $to) (call $digitsOf (local.get $second)))
    (local.set $second (i32.div_u (local.get $micros) (i32.const 100)))
    (local.set $micros (i32.sub (local.get $micros) (i32.mul (local.get $second) (i32.const 100))))
    (i32.store16 offset=22 (local.get $to) (call $digitsOf (local.get $second)))
    (i32.store16 offset=24 (local.get $to) (call $digitsOf (local.get $micros)))
    (i32.store8 offset=26 (local.get $to) (i32.const 0x5a))
    (i32.add (local.get $to) (i32.const 27)))

  ;; The two digits of 0 to 99, the first as the lowest byte.
  (func $digitsOf (param $value i32) (result i32)
    (local $tens i32)
    (local.set $tens (i32.shr_u (i32.mul (local.get $value) (i32.const 205)) (i32.const 11)))
    (i32.or
      (i32.add (i32.const 0x3030) (local.get $tens))
      (i32.shl (i32.sub (local.get $value) (i32.mul (local.get $tens) (i32.const 10))) (i32.const 8))))

  ;; Writes a key of up to 16 bytes, and the bytes `from` to `end - 1` as they are.
  (func $jsonField (param $key i32) (param $length i32) (param $from i32) (param $end i32) (param $to i32) (result i32)
    (v128.store (local.get $to) (v128.load (local.get $key)))
    (call $copy (local.get $from) (local.get $end) (i32.add (local.get $to) (local.get $length))))

  ;; The same for the name between two spaces, unless it is `-`.
  (func $jsonName (param $key i32) (param $length i32) (param $before i32) (param $end i32) (param $to i32) (result i32)
    (if (i32.eq (i32.load16_u offset=1 (local.get $before)) (i32.const 0x202d)) (then (return (local.get $to))))
    (call $jsonField (local.get $key) (local.get $length) (i32.add (local.get $before) (i32.const 1)) (local.get $end) (local.get $to)))

  ;; Copies the bytes `from` to `end - 1` as the inside of a string; returns where that ends, 0 where there are other bytes than
  ;; 0x20 to 0x7e. Before quotes and backslashes goes a backslash.
  (func $jsonText (param $from i32) (param $end i32) (param $to i32) (result i32)
    (local $bytes v128) (local $special i32)
    (loop $next
      (if (i32.ge_u (local.get $from) (local.get $end))
        (then (return (i32.sub (local.get $to) (i32.sub (local.get $from) (local.get $end))))))
      (local.set $bytes (v128.load (local.get $from)))
      (v128.store (local.get $to) (local.get $bytes))
      (local.set $special (i8x16.bitmask (call $notPlain (local.get $bytes))))
      (if (i32.eqz (local.get $special))
        (then
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (local.set $to (i32.add (local.get $to) (i32.const 16)))
          (br $next)))
      (local.set $special (i32.ctz (local.get $special)))
      (local.set $from (i32.add (local.get $from) (local.get $special)))
      (local.set $to (i32.add (local.get $to) (local.get $special)))
      (br_if $next (i32.ge_u (local.get $from) (local.get $end)))
      (local.set $special (i32.load8_u (local.get $from)))
      (if (i32.and (i32.ne (local.get $special) (i32.const 0x22)) (i32.ne (local.get $special) (i32.const 0x5c)))
        (then (return (i32.const 0))))
      (i32.store16 (local.get $to) (i32.or (i32.const 0x5c) (i32.shl (local.get $special) (i32.const 8))))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      (local.set $to (i32.add (local.get $to) (i32.const 2)))
      (br $next))
    (unreachable))

  ;; Whether nothing of the bytes `from` to `end - 1`, at least one, has to be escaped.
  (func $isPlain (param $from i32) (param $end i32) (result i32)
    (local $special i32)
    (loop $next
      (local.set $special (i8x16.bitmask (call $notPlain (v128.load (local.get $from)))))
      (if (i32.eqz (local.get $special))
        (then
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (br_if $next (i32.lt_u (local.get $from) (local.get $end)))
          (return (i32.const 1)))))
    (i32.ge_u (i32.add (local.get $from) (i32.ctz (local.get $special))) (local.get $end)))

  ;; Which bytes do not stand for themselves in a string: all but 0x20 to 0x7e, and quotes and backslashes.
  (func $notPlain (param $bytes v128) (result v128)
    (v128.or
      (i8x16.gt_u (i8x16.sub (local.get $bytes) (i8x16.splat (i32.const 0x20))) (i8x16.splat (i32.const 0x5e)))
      (v128.or
        (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22)))
        (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c))))))
