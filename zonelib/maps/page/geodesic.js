/* Geodesics on the WGS 84 ellipsoid, by T. Vincenty, "Direct and inverse solutions of geodesics on the ellipsoid with
   application of nested equations", Survey Review 23 (176), 1975. Degrees and metres; longitude before latitude.
   Near the antipode the inverse does not settle: there it gives null, never a wrong figure. */
"use strict";
(function (page) {
  var A = 6378137, F = 1 / 298.257223563, B = A * (1 - F), RAD = Math.PI / 180, STEPS = 200, SETTLED = 1e-13;

  /** The latitude on the auxiliary sphere, as its sine and cosine. */
  function reduced(lat) {
    var u = Math.atan((1 - F) * Math.tan(lat * RAD));
    return { sin: Math.sin(u), cos: Math.cos(u) };
  }

  /** Vincenty's A and B, of the squared cosine of the azimuth at the equator. */
  function series(cosSqAlpha) {
    var uSq = cosSqAlpha * (A * A - B * B) / (B * B);
    return {
      a: 1 + uSq / 16384 * (4096 + uSq * (-768 + uSq * (320 - 175 * uSq))),
      b: uSq / 1024 * (256 + uSq * (-128 + uSq * (74 - 47 * uSq)))
    };
  }

  function deltaSigma(b, sinSigma, cosSigma, cos2m) {
    var c2 = cos2m * cos2m;
    return b * sinSigma * (cos2m + b / 4 * (cosSigma * (2 * c2 - 1)
      - b / 6 * cos2m * (4 * sinSigma * sinSigma - 3) * (4 * c2 - 3)));
  }

  /** How much the difference of longitude on the sphere exceeds that on the ellipsoid. */
  function excess(sinAlpha, cosSqAlpha, sigma, sinSigma, cosSigma, cos2m) {
    var c = F / 16 * cosSqAlpha * (4 + F * (4 - 3 * cosSqAlpha));
    return (1 - c) * F * sinAlpha * (sigma + c * sinSigma * (cos2m + c * cosSigma * (2 * cos2m * cos2m - 1)));
  }

  function degrees(angle) { return (angle / RAD + 360) % 360; }

  /** Longitude in [-180, 180). */
  page.wrapped = function (lon) { return ((lon + 180) % 360 + 360) % 360 - 180; };

  /** Distance in metres and bearing at the start, from [lon, lat] to [lon, lat]; null where it cannot be told. */
  page.inverse = function (from, to) {
    var one = reduced(from[1]), two = reduced(to[1]), apart = page.wrapped(to[0] - from[0]) * RAD, lambda = apart;
    for (var i = 0; i < STEPS; i++) {
      var sinL = Math.sin(lambda), cosL = Math.cos(lambda);
      var east = two.cos * sinL, north = one.cos * two.sin - one.sin * two.cos * cosL;
      var sinSigma = Math.hypot(east, north), cosSigma = one.sin * two.sin + one.cos * two.cos * cosL;
      // Together, or at the antipode itself: the azimuth is anything.
      if (sinSigma < 1e-16) return cosSigma > 0 ? { metres: 0, bearing: 0 } : null;
      var sigma = Math.atan2(sinSigma, cosSigma), sinAlpha = one.cos * two.cos * sinL / sinSigma;
      var cosSqAlpha = 1 - sinAlpha * sinAlpha;
      var cos2m = cosSqAlpha > 1e-15 ? cosSigma - 2 * one.sin * two.sin / cosSqAlpha : 0; // else along the equator
      var before = lambda;
      lambda = apart + excess(sinAlpha, cosSqAlpha, sigma, sinSigma, cosSigma, cos2m);
      if (Math.abs(lambda) > Math.PI) return null;
      if (Math.abs(lambda - before) < SETTLED) {
        var s = series(cosSqAlpha);
        return {
          metres: B * s.a * (sigma - deltaSigma(s.b, sinSigma, cosSigma, cos2m)), bearing: degrees(Math.atan2(east, north))
        };
      }
    }
    return null;
  };

  /** The [lon, lat] at a distance in metres on a bearing; the longitude in [-180, 180). */
  page.direct = function (from, bearing, metres) {
    var one = reduced(from[1]), sinA = Math.sin(bearing * RAD), cosA = Math.cos(bearing * RAD);
    var start = Math.atan2(one.sin, one.cos * cosA), sinAlpha = one.cos * sinA, cosSqAlpha = 1 - sinAlpha * sinAlpha;
    var s = series(cosSqAlpha), sigma = metres / (B * s.a), sinSigma, cosSigma, cos2m, before;
    for (var i = 0; i < STEPS; i++) {
      cos2m = Math.cos(2 * start + sigma);
      sinSigma = Math.sin(sigma);
      cosSigma = Math.cos(sigma);
      before = sigma;
      sigma = metres / (B * s.a) + deltaSigma(s.b, sinSigma, cosSigma, cos2m);
      if (Math.abs(sigma - before) < SETTLED) break;
    }
    var across = one.sin * sinSigma - one.cos * cosSigma * cosA;
    var lat = Math.atan2(one.sin * cosSigma + one.cos * sinSigma * cosA, (1 - F) * Math.hypot(sinAlpha, across));
    var lambda = Math.atan2(sinSigma * sinA, one.cos * cosSigma - one.sin * sinSigma * cosA);
    var apart = lambda - excess(sinAlpha, cosSqAlpha, sigma, sinSigma, cosSigma, cos2m);
    return [page.wrapped(from[0] + apart / RAD), lat / RAD];
  };

  /** The geodesic from one [lon, lat] to another in steps, each longitude beside the one before it: never torn at ±180°. */
  page.geodesic = function (from, to, step) {
    var found = page.inverse(from, to), line = [from];
    if (!found) return null;
    var number = Math.max(1, Math.ceil(found.metres / step));
    for (var i = 1; i <= number; i++) {
      var at = i < number ? page.direct(from, found.bearing, found.metres * i / number) : to;
      var last = line[line.length - 1][0];
      line.push([last + page.wrapped(at[0] - last), at[1]]);
    }
    return { metres: found.metres, bearing: found.bearing, line: line };
  };
})(zonelib);
