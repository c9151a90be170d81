package io.tocsin.gateway.delivery.push;

import java.util.Map;

/**
 * What one device is to show.
 *
 * @param eventId the firing's identity: a device that gets it twice shows it once.
 * @param owner   whose device it is.
 * @param token   where the provider finds the device.
 * @param data    the firing for programs, as decimal strings and RFC 3339 times.
 */
public record PushMessage(
        String eventId, String owner, String token, String title, String body, Map<String, String> data) {}
