// Weather, lamps, the camera and what closes the view. Host only.
#pragma once
#include "things.h"

struct Light : Things {
  using Things::Things;
  // ---- light and eye
  void weather() {
    int k = r.n(12);
    float az = r.u(0, 6.2832f), el = asinf(r.u(.08f, .95f));
    s.cloudf = r.lg(.4f, 2);
    s.cover = r.p(.6f) ? r.u(.2f, .75f) : 0;
    s.glow = 1;
    float str = r.lg(1.2f, 4);
    s.zenith = hsv(r.u(.55f, .64f), r.u(.3f, .85f), r.lg(.2f, .8f));
    s.low = mix(s.zenith, v3(.75f, .8f, .85f), r.u(.3f, 1));
    s.sunc = v3(1, .93f, .82f) * str;
    if (k == 0 || k == 1) {
      el = r.u(.02f, .2f);
      s.sunc = v3(1, r.u(.45f, .7f), r.u(.15f, .4f)) * str;
      s.low = mix(s.low, v3(.95f, .55f, .3f), r.u(.3f, 1));
      s.zenith = s.zenith * r.u(.3f, .8f);
    } else if (k == 2 || k == 3) {
      float v = r.lg(.3f, 1);
      s.low = v3(v * r.u(.95f, 1.05f), v, v * r.u(.97f, 1.08f));
      s.zenith = s.low * r.u(.6f, 1);
      s.sunc = v3(r.u(0, .3f));
      s.cover = r.p(.5f) ? .6f : 0;
      s.glow = 0;
    } else if (k == 4) {
      night = true;
      s.zenith = hsv(r.u(.58f, .68f), r.u(.4f, .9f), r.lg(.01f, .12f));
      s.low = mix(s.zenith * 2, v3(.2f, .12f, .08f), r.u(0, .7f));
      s.sunc = v3(.3f, .35f, .45f) * r.u(0, .6f);
      s.stars = r.p(.5f) ? r.u() : 0;
      s.glow = .2f;
    } else if (k == 5) {
      f3 c = r.p(.6f) ? v3(r.u(.3f, 1)) : tint();
      s.zenith = s.low = c;
      s.cover = 0;
      s.glow = 0;
      s.sunc = v3(r.u(0, 3));
    }
    s.sun = v3(cosf(el) * cosf(az), sinf(el), cosf(el) * sinf(az));
    s.ambient = (s.zenith + s.low) * r.u(.25f, .6f);
    s.bounce = s.ambient * r.u(.2f, .6f) * vary(v3(1, .95f, .9f), .1f);
    s.haze = mix(s.low, s.ambient, .3f);
    s.hazek = r.p(.5f) ? r.lg(.0005f, .03f) : .0002f;
  }
  void lamps(f3 c, float R, int n) {
    for (int i = 0; i < n && s.nlamp < 4; i++) {
      Lamp& l = s.lamp[s.nlamp++];
      l.p = c + v3(r.u(-1, 1), r.u(.2f, 1), r.u(-1, 1)) * R;
      f3 t = mix(v3(1, .75f, .45f), v3(.9f, .95f, 1), r.u());
      l.c = t * (R * R * r.lg(.5f, 3) / n);
    }
  }
  void look(f3 eye, f3 at, float fov) {
    s.eye = eye;
    s.ahead = norm(at - eye);
    f3 r0 = norm(cross(s.ahead, v3(0, 1, 0))), u0 = cross(r0, s.ahead);
    float roll = r.p(.3f) ? r.g() * .08f : r.g() * .01f;
    s.right = r0 * cosf(roll) + u0 * sinf(roll);
    s.up = u0 * cosf(roll) - r0 * sinf(roll);
    s.focal = 1 / tanf(.5f * fov * 0.0174533f);
  }
  // A wall or far place behind everything, d metres along -z.
  void backdrop(float d, float w, f3 at) {
    int k = r.n(6);
    if (k == 0) {
      int m = any(w * .3f);
      card(at - v3(0, 0, d), v3(1, 0, 0), v3(0, 1, 0), w, w, m);
    } else if (k == 1) {
      f3 a = tint();
      int m = mat(FBM, a, vary(a, .3f), vary(a, .4f), r.lg(.3f, 3) / w * 3);
      card(at - v3(0, 0, d), v3(1, 0, 0), v3(0, 1, 0), w * 3, w * 3, m);
    } else if (k == 2) {
      int m = mat(ATLAS, tint(), tint(), v3(0), r.lg(.6f, 1.5f) / w);
      card(at - v3(0, 0, d), v3(1, 0, 0), v3(0, 1, 0), w * 1.7f, w * 1.7f, m);
    } else if (k == 3)
      for (int i = r.n(5, 12); i-- > 0;)
        bush(at + v3(r.u(-1.5f, 1.5f) * w, r.u(-1, 1) * w * .6f, -d * r.u(.7f, 1.5f)), w * r.u(.2f, .6f), leaf());
    else if (k == 4) {
      for (int i = r.n(4, 14); i-- > 0;) {
        f3 c = at + v3(r.u(-1.4f, 1.4f) * w, 0, -d * r.u(.8f, 2));
        if (r.p(.5f))
          tree(v3(c.x, 0, c.z), r.u(.8f, 2) * w + 1);
        else
          building(v3(c.x, 0, c.z), r.g() * .2f, v3(r.u(.2f, .6f) * w, r.u(.3f, 1.5f) * w, .3f * w));
      }
    }
    if (r.p(.25f)) {
      int m = mat(STRIPES, tint(), tint(), tint(), r.lg(3, 10), 1);
      mats[m].stretch = v3(1, .1f, 1);
      float x = r.u(.3f, 1) * w * (r.p(.5f) ? 1 : -1);
      for (int i = 0; i < 5; i++)
        card(at + v3(x + i * .09f * w, 0, -d * .7f - .03f * (i & 1) * w), v3(1, 0, i & 1 ? .4f : -.4f), v3(.08f, 1, 0),
             .06f * w, w, m);
    }
  }
};
