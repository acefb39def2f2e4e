;; Lines of the format `syslog`, as SyslogFormatter (src/formatter/syslog.ts) writes them.

  ;; Writes usual messages from the first on, up to the first that is none or for which there may be no room before `limit`.
  ;; Message 0 begins at `start`; its index entry is at `entry`, that of each further message 24 bytes before; what an entry
  ;; says counts from `base` (src/hub/entry.ts, src/hub/chunk.ts). Returns how many were written, and leaves at RESULT where
  ;; that ends. 38 ns a message, where JavaScript takes 132.
  (func (export "syslog") (param $base i32) (param $start i32) (param $entry i32) (param $count i32)
    (param $into i32) (param $limit i32) (result i32)
    (local $message i32) (local $end i32) (local $to i32)
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $message) (local.get $count)))
        (local.set $end (i32.sub (i32.add (local.get $base) (i32.load offset=8 (local.get $entry))) (i32.const 1)))
        ;; A line is shorter than the message, but up to 16 bytes behind it are overwritten.
        (br_if $done (i32.gt_u
          (i32.add (i32.add (local.get $into) (i32.const 16)) (i32.sub (local.get $end) (local.get $start)))
          (local.get $limit)))
        (br_if $done (i32.eqz (call $isUsual (local.get $start) (local.get $end) (local.get $entry))))
        (local.set $to (call $syslogLine (local.get $end) (local.get $into)))
        (br_if $done (i32.eqz (local.get $to)))
        (local.set $into (local.get $to))
        (local.set $start (i32.add (local.get $end) (i32.const 1)))
        (local.set $entry (i32.sub (local.get $entry) (i32.const 24)))
        (local.set $message (i32.add (local.get $message) (i32.const 1)))
        (br $next)))
    (i32.store (global.get $RESULT) (local.get $into))
    (local.get $message))

  ;; Writes the line of a usual message that ends at `end`; returns where it ends, 0 where something has to be escaped, or
  ;; host or application are absent.
  (func $syslogLine (param $end i32) (param $to i32) (result i32)
    ;; `- ` for one of the two
    (if (i32.or
          (i32.eq (i32.load16_u offset=1 (global.get $timestampEnd)) (i32.const 0x202d))
          (i32.eq (i32.load16_u offset=1 (global.get $hostnameEnd)) (i32.const 0x202d)))
      (then (return (i32.const 0))))
    ;; `Nov 20 ` and `15:10:37`
    (i64.store (local.get $to) (global.get $date))
    (i64.store offset=7 (local.get $to) (i64.load offset=11 (global.get $timestamp)))
    (local.set $to (i32.add (local.get $to) (i32.const 15)))
    ;; ` host app pid `, whose last two spaces become brackets
    (local.set $to (call $copy (global.get $timestampEnd) (i32.add (global.get $procIdEnd) (i32.const 1)) (local.get $to)))
    (if (i32.eq (i32.load16_u offset=1 (global.get $appNameEnd)) (i32.const 0x202d))
      (then (local.set $to (i32.sub (local.get $to) (i32.const 3))))
      (else
        (i32.store8
          (i32.sub (i32.sub (local.get $to) (i32.const 1)) (i32.sub (global.get $procIdEnd) (global.get $appNameEnd)))
          (i32.const 0x5b))
        (i32.store8 (i32.sub (local.get $to) (i32.const 1)) (i32.const 0x5d))))
    (i32.store8 (local.get $to) (i32.const 0x3a))
    (local.set $to (i32.add (local.get $to) (i32.const 1)))
    (if (i32.eqz (call $copyPlain (global.get $dataEnd) (local.get $end) (local.get $to))) (then (return (i32.const 0))))
    (local.set $to (i32.add (local.get $to) (i32.sub (local.get $end) (global.get $dataEnd))))
    (i32.store8 (local.get $to) (i32.const 0x0a))
    (i32.add (local.get $to) (i32.const 1)))
