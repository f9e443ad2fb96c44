// People, beasts, trees, houses, vehicles and what stands on tables, each put together by chance. Host only.
#pragma once
#include "stuff.h"

struct Things : Stuff {
  using Stuff::Stuff;
  struct Body {
    int skin, hair, top, leg, shoe;
  };
  Body dress() {
    f3 sk = hsv(r.u(.03f, .08f), r.u(.3f, .6f), r.lg(.08f, .65f));
    Body b;
    b.skin = mat(FLAT, sk, vary(sk, .25f), sk, 20, 0, r.u(0, .25f));
    f3 h = r.p(.7f) ? hsv(r.u(.03f, .12f), r.u(.1f, .7f), r.lg(.01f, .4f)) : hsv(.1f, .1f, r.u(.1f, .8f));
    b.hair = mat(FUR, h, vary(h, .6f), h, r.lg(8, 40), 1, .2f);
    b.top = cloth();
    b.leg = cloth();
    b.shoe = plain(tint() * .4f, .3f);
    return b;
  }
  // A person facing yaw (0 = +z), feet at p; sitting people lose their legs to what is before them.
  void person(f3 p, float yaw, float H, bool fine) {
    Body b = dress();
    f3 fx = v3(cosf(yaw), 0, -sinf(yaw)), fz = v3(sinf(yaw), 0, cosf(yaw));
    float q = H / 1.75f, fat = r.lg(.85f, 1.35f), lean = r.u(-.12f, .2f);
    auto P = [&](float x, float y, float z) {
      return p + fx * (x * q) + v3(0, y * q, 0) + fz * ((z + lean * maxf(0.f, y - .95f)) * q);
    };
    begin();
    part(ELLIPSOID, P(0, 1.18f, 0), v3(.19f * fat, .33f, .14f * fat) * q, b.top, v3(0, 1, 0), .05f * q, yaw);
    part(ELLIPSOID, P(0, .95f, 0), v3(.18f * fat, .2f, .14f * fat) * q, r.p(.5f) ? b.top : b.leg, v3(0, 1, 0), .08f * q,
         yaw);
    limb(P(-.17f * fat, 1.40f, 0), P(.17f * fat, 1.40f, 0), .075f * q, .075f * q, b.top, .08f * q);
    float sit = r.p(.15f);
    for (int sd = -1; sd <= 1; sd += 2) {
      float sw = r.g() * .16f;
      f3 hip = P(.09f * sd, .9f, 0), knee = sit ? P(.12f * sd, .85f, .42f) : P(.11f * sd, .48f, .1f + sw),
         foot = sit ? P(.12f * sd, .45f, .42f) : P(.11f * sd, .05f, sw * 1.6f);
      if (fine || r.p(.9f)) {
        limb(hip, knee, .085f * q * fat, .06f * q, b.leg, .04f * q);
        limb(knee, foot, .06f * q, .045f * q, b.leg, .02f * q);
        part(ELLIPSOID, foot + fz * (.06f * q), v3(.05f, .045f, .13f) * q, b.shoe, v3(0, 1, 0), 0, yaw);
      }
      float bend = r.u(), up = r.p(.15f) ? r.u(.2f, .9f) : 0;
      f3 sh = P(.21f * sd * fat, 1.4f, 0),
         el = P((.27f + .1f * r.u()) * sd * fat, 1.13f + up * .35f, .05f + .12f * r.g()), ha;
      ha = r.p(.4f) ? P(.16f * sd * r.u(-.6f, 1), 1.05f + .5f * r.u() * bend, .3f)
                    : P(.30f * sd, .85f + up * .7f, .06f + .15f * r.g());
      limb(sh, el, .06f * q * fat, .05f * q, b.top, .04f * q);
      limb(el, ha, .05f * q, .035f * q, r.p(.7f) ? b.top : b.skin, .02f * q);
      part(ELLIPSOID, ha, v3(.04f, .055f, .04f) * q, b.skin, ha - el, 0);
    }
    float turn = r.g() * .5f;
    f3 hx = fx * cosf(turn) + fz * -sinf(turn), hz = fx * sinf(turn) + fz * cosf(turn);
    f3 hc = P(.0f, 1.63f, .03f);
    auto Q = [&](float x, float y, float z) { return hc + hx * (x * q) + v3(0, y * q, 0) + hz * (z * q); };
    limb(P(0, 1.42f, 0), P(0, 1.58f, .01f), .06f * q, .055f * q, b.skin, .04f * q);
    part(ELLIPSOID, hc, v3(.078f, .115f, .098f) * q, b.skin, v3(0, 1, 0), .02f * q, yaw + turn);
    int style = r.n(6);
    if (style) {
      part(ELLIPSOID, Q(0, .035f, -.025f), v3(.085f, .095f, .095f) * q * r.u(1, 1.15f), b.hair, v3(0, 1, .25f), 0,
           yaw + turn);
      if (style > 3)
        part(ELLIPSOID, Q(0, -.05f, -.05f), v3(.1f, r.u(.12f, .25f), .07f) * q, b.hair, v3(0, 1, 0), .03f * q,
             yaw + turn);
      if (style == 3) {
        for (int i = 0; i < 4; i++)
          part(ELLIPSOID, Q(.06f * r.g(), .08f + .03f * r.g(), -.03f + .03f * r.g()), v3(.06f * q), b.hair, v3(0, 1, 0),
               .02f * q);
      }
    }
    if (r.p(.2f)) {
      int hat = cloth();
      part(CYLINDER, Q(0, .1f, -.01f), v3(.095f, .045f, .1f) * q, hat);
      part(CYLINDER, Q(0, .07f, r.p(.5f) ? .05f : 0), v3(r.u(.1f, .2f), .008f, .1f) * q, hat);
    }
    if (fine) {
      int dark = plain(v3(.01f), .6f), white = plain(v3(.6f), .3f),
          lip = plain(hsv(r.u(.97f, 1.03f), .6f, r.u(.1f, .4f)));
      for (int sd = -1; sd <= 1; sd += 2) {
        part(ELLIPSOID, Q(.032f * sd, .02f, .083f), v3(.017f, .010f, .012f) * q, white, v3(0, 1, 0), 0, yaw + turn);
        part(ELLIPSOID, Q(.032f * sd, .02f, .09f), v3(.0075f) * q, dark);
        part(ELLIPSOID, Q(.032f * sd, .045f, .084f), v3(.024f, .005f, .014f) * q, b.hair, v3(0, 1, 0), 0, yaw + turn);
        part(ELLIPSOID, Q(.078f * sd, 0, 0), v3(.012f, .03f, .02f) * q, b.skin);
      }
      part(ELLIPSOID, Q(0, -.005f, .095f), v3(.014f, .03f, .02f) * q, b.skin, v3(0, 1, -.3f), .01f * q, yaw + turn);
      part(ELLIPSOID, Q(0, -.055f, .083f), v3(.028f, .009f, .016f) * q, lip, v3(0, 1, 0), 0, yaw + turn);
      if (r.p(.25f))
        for (int sd = -1; sd <= 1; sd += 2)
          part(TORUS, Q(.034f * sd, .02f, .1f), v3(.027f, .003f, .027f) * q, dark, hz);
      if (r.p(.5f)) {
        int sh = cloth();
        part(ELLIPSOID, P(0, 1.28f, .1f * fat), v3(.06f, .16f, .06f) * q, sh, v3(0, 1, 0), 0, yaw);
        if (r.p(.5f)) part(BOXP, P(0, 1.2f, .165f * fat), v3(.022f, .16f, .006f) * q, cloth(), v3(0, 1, .05f), 0, yaw);
      }
      for (int i = r.n(4); i-- > 0;) {
        int pm = r.p(.6f) ? any(.1f) : plain(tint(), .3f);
        part(r.p(.5f) ? CYLINDER : BOXP, P(r.u(-.14f, .14f), r.u(1.0f, 1.35f), .135f * fat),
             v3(r.u(.02f, .05f), .008f, r.u(.015f, .04f)) * q, pm, fz);
      }
      if (r.p(.15f)) part(TORUS, P(0, 1.46f, .03f), v3(.13f, r.u(.02f, .04f), .1f) * q, any(.2f), v3(0, 1, -.2f));
    }
    end(fine ? .002f : 0, 30);
  }
  void beast(f3 p, float yaw, float L, bool fine) {
    int f = fur(), dark = plain(v3(.015f), .7f), f2 = r.p(.4f) ? fur() : f,
        eye = plain(hsv(r.u(.08f, .3f), .8f, .5f), 1);
    f3 fz = v3(sinf(yaw), 0, cosf(yaw)), fx = v3(cosf(yaw), 0, -sinf(yaw));
    float hgt = r.u(.45f, 1), th = r.u(.13f, .24f), nk = r.u(.1f, .55f), lie = r.p(.25f) ? .35f : 1;
    auto P = [&](float x, float y, float z) { return p + fx * (x * L) + v3(0, y * L, 0) + fz * (z * L); };
    begin();
    float top = (hgt * .62f) * lie;
    part(ELLIPSOID, P(0, top, 0), v3(th, th * r.u(1, 1.2f), .48f) * L, f, v3(0, 1, 0), .1f * L, yaw);
    part(ELLIPSOID, P(0, top + .02f, .3f), v3(th * 1.05f, th * 1.1f, .2f) * L, f, v3(0, 1, 0), .1f * L, yaw);
    for (int i = 0; i < 4; i++) {
      float sd = i & 1 ? 1 : -1, z = i & 2 ? .34f : -.34f, sw = r.g() * .12f;
      f3 a = P(.7f * th * sd, top, z), k = P(.8f * th * sd, top * .5f, z + sw + .03f),
         e = P(.8f * th * sd, .03f, z + sw * r.u(0, 2));
      limb(a, k, .09f * L, .055f * L, f, .06f * L);
      limb(k, e, .055f * L, .04f * L, f, .02f * L);
      part(ELLIPSOID, e + fz * (.03f * L), v3(.05f, .03f, .07f) * L, f2, v3(0, 1, 0), .02f * L, yaw);
    }
    f3 hd = P(r.g() * .12f, top + .12f + nk * .6f, .5f + nk * .35f);
    limb(P(0, top + .05f, .38f), hd, th * .75f * L, .1f * L, f, .08f * L);
    float turn = yaw + r.g() * .6f;
    head(hd, turn, .15f * L, f, f2, dark, eye);
    limb(P(0, top + .08f, -.48f), P(.2f * r.g(), top + .25f * r.g(), -.48f - r.u(.1f, .5f)), .035f * L, .02f * L, f,
         .03f * L);
    end(.005f * L, r.lg(15, 40) / L);
  }
  void head(f3 c, float yaw, float R, int f, int f2, int dark, int eye) {
    f3 fz = v3(sinf(yaw), 0, cosf(yaw)), fx = v3(cosf(yaw), 0, -sinf(yaw));
    float nose = r.u(.6f, 1.6f);
    auto Q = [&](float x, float y, float z) { return c + fx * (x * R) + v3(0, y * R, 0) + fz * (z * R); };
    part(ELLIPSOID, c, v3(r.u(.8f, 1.1f), 1, 1) * R, f, v3(0, 1, 0), .3f * R, yaw);
    part(ELLIPSOID, Q(0, -.3f, nose * .75f), v3(.45f, .4f, .6f * nose) * R, f2, v3(0, 1, 0), .3f * R, yaw);
    float ns = r.u(.1f, .2f);
    part(ELLIPSOID, Q(0, -.2f, nose * 1.33f), v3(ns * 1.3f, ns, ns) * R, dark, v3(0, 1, 0), 0, yaw);
    int ek = r.n(3);
    float er = r.lg(.25f, .9f);
    for (int sd = -1; sd <= 1; sd += 2) {
      part(ELLIPSOID, Q(.45f * sd, .2f, .75f), v3(.2f) * R, eye);
      part(ELLIPSOID, Q(.47f * sd, .2f, .87f), v3(.11f) * R, dark);
      if (ek == 0)
        part(ELLIPSOID, Q(.75f * sd, .85f, -.1f), v3(.35f, .4f, .12f) * R * (er * .7f + .5f), f, v3(0, 1, 0), .1f * R,
             yaw);
      else if (ek == 1)
        part(CONE, Q(.6f * sd, .75f + er * .5f, -.1f), v3(.4f, er * .9f, .02f) * R, f,
             v3(fx.x * .3f * sd, 1, fx.z * .3f * sd), .1f * R);
      else
        part(ELLIPSOID, Q(.95f * sd, .1f, -.1f), v3(.2f, .7f * er, .35f) * R, f2,
             v3(fx.x * sd * .5f, 1, fx.z * sd * .5f), .08f * R, yaw);
    }
    if (r.p(.2f))
      for (int i = 0; i < 9; i++) {
        float a = i * .7f;
        part(ELLIPSOID, Q(.85f * cosf(a), .1f + .9f * sinf(a), -.35f), v3(.6f) * R, f2, v3(0, 1, 0), .2f * R);
      }
  }
  void tree(f3 p, float H) {
    int bark = rough(hsv(r.u(.04f, .1f), r.u(.1f, .5f), r.lg(.03f, .3f)), r.lg(3, 10) / H * 5), lf = leaf();
    mats[lf].freq = r.lg(8, 40) / H;
    mats[bark].stretch = v3(1, .2f, 1);
    int kind = r.n(4);
    float w = H * r.u(.15f, .4f);
    begin();
    f3 top = p + v3(.08f * H * r.g(), H * .6f, .08f * H * r.g());
    limb(p, top, .03f * H, .015f * H, bark, 0);
    for (int i = r.n(2, 5); i-- > 0;) {
      f3 a = mix(p, top, r.u(.5f, 1));
      limb(a, a + v3(r.g() * w, r.u(.1f, .4f) * H, r.g() * w), .012f * H, .004f * H, bark, .01f * H);
    }
    if (kind == 1)
      for (int i = 0; i < 5; i++)
        part(CONE, p + v3(0, H * (.3f + .16f * i), 0), v3(w * (1 - .17f * i), H * .13f, w * .15f), lf);
    if (kind == 0)
      for (int i = 0; i < 7; i++)
        part(ELLIPSOID, p + v3(r.g() * w * .6f, H * r.u(.5f, .9f), r.g() * w * .6f),
             v3(w * r.u(.4f, .8f)) * v3(1, .8f, 1), lf, v3(0, 1, 0), .1f * w);
    end(kind == 0 ? .05f * H : .01f * H, 12 / H);
    if (kind >= 2)
      for (int i = r.n(14, 36); i-- > 0;) {
        f3 d = norm(v3(r.g(), r.g(), r.g())) * cbrtf(r.u());
        f3 c = p + v3(d.x * w, H * .72f + d.y * H * .28f, d.z * w), n = norm(v3(r.g(), r.g(), r.g())),
           u = norm(cross(n, v3(.3f, 1, .2f)));
        float k = w * r.u(.3f, .6f);
        card(c, u, cross(n, u), k, k, lf, LEAFY, r.lg(12, 60) / H);
      }
  }
  void bush(f3 p, float R, int lf) {
    for (int i = r.n(8, 18); i-- > 0;) {
      f3 d = norm(v3(r.g(), fabsf(r.g()), r.g())) * r.u(.3f, 1);
      f3 n = norm(v3(r.g(), r.g(), r.g() + 1)), u = norm(cross(n, v3(.3f, 1, .2f)));
      float k = R * r.u(.3f, .7f);
      card(p + d * R, u, cross(n, u), k, k, lf, LEAFY, r.lg(3, 14) / R);
    }
  }
  void building(f3 p, float yaw, f3 h) {
    f3 c = hsv(r.u(.02f, .14f), r.u(0, .5f), r.lg(.1f, .7f));
    if (r.p(.2f)) c = tint();
    int m = r.p(.75f)  ? mat(FACADE, c, vary(c, .3f), sky_tint(), r.lg(.25f, .8f))
            : r.p(.5f) ? mat(BRICK, c, vary(c, .3f), c * .7f, 4)
                       : mat(ATLAS, c, c, v3(.3f), .12f);
    mats[m].glow = night ? r.u(.1f, .8f) : r.u(0, .1f);
    mats[m].stretch = v3(1, r.u(.6f, 1.1f), 1);
    box(p + v3(0, h.y, 0), h, yaw, m);
    f3 rf = hsv(r.u(0, .1f), r.u(.1f, .7f), r.lg(.05f, .4f));
    int roof = mat(BRICK, rf, vary(rf, .4f), rf * .6f, r.lg(2, 6));
    if (r.p(.5f)) box(p + v3(0, 2 * h.y, 0), v3(h.x * 1.06f, .25f, h.z * 1.06f), yaw, roof);
    if (r.p(.3f)) {
      begin();
      part(CONE, p + v3(0, 2 * h.y + .5f * h.x, 0), v3(h.x * 1.3f, h.x * .5f, .05f), roof);
      end();
    }
    for (int i = r.n(0, 3); i-- > 0;)
      box(p + v3(h.x * r.u(-.7f, .7f), 2 * h.y + .5f, h.z * r.u(-.7f, .7f)), v3(r.u(.3f, 1), r.u(.3f, 2), r.u(.3f, 1)),
          yaw, m);
  }
  f3 sky_tint() { return s.low; }
  void car(f3 p, float yaw, float L, float H) {
    int body = plain(tint(), 1), glass = plain(v3(.02f, .025f, .03f), 1), tyre = plain(v3(.015f)),
        metal = plain(v3(.4f), 1);
    mats[body].mirror = .3f;
    mats[glass].mirror = .6f;
    bool bus = H > 2.2f;
    f3 fz = v3(sinf(yaw), 0, cosf(yaw)), fx = v3(cosf(yaw), 0, -sinf(yaw));
    float w = bus ? 1.2f : .85f;
    auto P = [&](float x, float y, float z) { return p + fx * x + v3(0, y, 0) + fz * z; };
    begin();
    Part& b =
        part(BOXP, P(0, bus ? H * .55f : .6f, 0), v3(w, bus ? H * .45f : .38f, L * .5f), body, v3(0, 1, 0), 0, yaw);
    b.e = .15f;
    if (bus) {
      for (int sd = -1; sd <= 1; sd += 2)
        part(BOXP, P(w * sd, H * .65f, -.2f), v3(.02f, H * .18f, L * .44f), glass, v3(0, 1, 0), 0, yaw);
      part(BOXP, P(0, H * .6f, L * .5f), v3(w * .9f, H * .25f, .03f), glass, v3(0, 1, 0), 0, yaw);
      int art = any(1);
      for (int sd = -1; sd <= 1; sd += 2)
        part(BOXP, P(w * sd, H * .3f, L * r.u(-.2f, .2f)), v3(.015f, H * .12f, L * .2f), art, v3(0, 1, 0), 0, yaw);
    } else {
      Part& c = part(BOXP, P(0, 1.15f, -.1f), v3(w * .85f, .3f, L * .27f), body, v3(0, 1, 0), .1f, yaw);
      c.e = .15f;
      part(BOXP, P(0, 1.15f, -.1f), v3(w * .87f, .2f, L * .24f), glass, v3(0, 1, 0), 0, yaw);
      part(BOXP, P(0, 1.14f, -.1f), v3(w * .7f, .2f, L * .28f), glass, v3(0, 1, 0), 0, yaw);
    }
    for (int i = 0; i < 4; i++) {
      f3 c = P(w * (i & 1 ? 1 : -1), .33f, L * .32f * (i & 2 ? 1 : -1));
      part(CYLINDER, c, v3(.33f, .12f, .33f), tyre, fx);
      part(CYLINDER, c, v3(.18f, .14f, .2f), metal, fx);
    }
    int lamp = plain(v3(.8f), 1);
    for (int sd = -1; sd <= 1; sd += 2)
      part(ELLIPSOID, P(w * .7f * sd, .65f, L * .5f), v3(.15f, .1f, .05f), lamp, v3(0, 1, 0), 0, yaw);
    end();
  }
  void cycle(f3 p, float yaw, float L) {
    int tyre = plain(v3(.02f)), metal = plain(v3(.45f), 1.2f), paint = plain(tint(), 1), dark = plain(v3(.03f), .4f);
    mats[metal].mirror = .6f;
    bool motor = r.p(.6f);
    f3 fz = v3(sinf(yaw), 0, cosf(yaw)), fx = v3(cosf(yaw), 0, -sinf(yaw));
    auto P = [&](float x, float y, float z) { return p + (fx * x + v3(0, y, 0) + fz * z) * L; };
    begin();
    for (int sd = -1; sd <= 1; sd += 2) {
      f3 c = P(0, .17f, .36f * sd);
      part(TORUS, c, v3(.155f, motor ? .035f : .012f, 0) * L, tyre, fx);
      part(CYLINDER, c, v3(.03f, .03f, .03f) * L, metal, fx);
      for (int i = 0; i < 5; i++) {
        float a = i * .63f;
        limb(c + (v3(0, cosf(a), 0) + fz * sinf(a)) * (.15f * L), c - (v3(0, cosf(a), 0) + fz * sinf(a)) * (.15f * L),
             .004f * L, .004f * L, metal);
      }
      limb(c, P(.06f, sd > 0 ? .5f : .35f, .22f * sd), .013f * L, .01f * L, metal);
      limb(c, P(-.06f, sd > 0 ? .5f : .35f, .22f * sd), .013f * L, .01f * L, metal);
    }
    limb(P(0, .47f, .22f), P(0, .38f, -.2f), .015f * L, .015f * L, paint);
    limb(P(0, .45f, .22f), P(0, .18f, 0), .015f * L, .015f * L, paint);
    limb(P(-.17f, .55f, .18f), P(.17f, .55f, .18f), .01f * L, .01f * L, metal);
    part(ELLIPSOID, P(0, .42f, -.15f), v3(.06f, .03f, .15f) * L, dark, v3(0, 1, 0), 0, yaw);
    if (motor) {
      part(ELLIPSOID, P(0, .42f, .06f), v3(.07f, .07f, .15f) * L, paint, v3(0, 1, 0), 0, yaw);
      for (int i = 0; i < 7; i++)
        part(r.p(.5f) ? CYLINDER : BOXP, P(.04f * r.g(), .22f + .05f * r.g(), .1f * r.g()), v3(.05f, .06f, .05f) * L,
             r.p(.6f) ? metal : dark, v3(r.g(), r.g(), r.g()));
      limb(P(.08f, .15f, .05f), P(.09f, .17f, -.45f), .025f * L, .03f * L, metal);
      part(ELLIPSOID, P(0, .5f, .28f), v3(.05f) * L, metal);
    }
    end();
  }
  void cup(f3 p, float R) {
    int m = r.p(.6f) ? plain(tint(), .6f) : any(R * 3), in = r.p(.5f) ? plain(v3(.7f), .5f) : m,
        cof = plain(hsv(r.u(.04f, .1f), .7f, r.lg(.01f, .4f)), .4f);
    float h = R * r.u(.6f, 1.6f), bot = r.u(.5f, 1);
    float plate = r.u(1.6f, 2.4f);
    if (r.p(.65f)) {
      begin();
      part(CONE, p + v3(0, .06f * R, 0), v3(plate * .6f, .06f, plate) * R, r.p(.7f) ? m : in);
      if (r.p(.6f)) {
        int metal = plain(v3(.5f), 1.5f);
        mats[metal].mirror = .8f;
        float a = r.u(0, 6.28f);
        f3 d = v3(cosf(a), 0, sinf(a)), c = p + v3(0, .17f * R, 0) + v3(-d.z, 0, d.x) * (1.3f * R);
        part(ELLIPSOID, c, v3(.28f, .08f, .4f) * R, metal, v3(0, 1, 0), 0, a);
        limb(c, c + d * (1.5f * R) + v3(0, .15f * R, 0), .05f * R, .07f * R, metal);
      }
      end();
    }
    p.y += .1f * R;
    begin();
    part(CONE, p + v3(0, h, 0), v3(R * bot, h, R), m);
    {
      Part& q = part(CONE, p + v3(0, h + .12f * R, 0), v3(R * bot - .1f * R, h, R * .88f), in);
      q.op = 1;
    }
    part(CYLINDER, p + v3(0, h * r.u(1.3f, 1.75f), 0), v3(R * .86f, .02f * R, R), cof);
    part(TORUS, p + v3(0, 2 * h, 0), v3(R * .94f, .05f * R, 0), in);
    if (r.p(.7f)) {
      float a = r.u(0, 6.28f);
      f3 d = v3(cosf(a), 0, sinf(a));
      part(TORUS, p + v3(0, h, 0) + d * (R * (.5f + .5f * bot)), v3(h * .5f, .11f * R, 0), m, v3(-d.z, 0, d.x));
    }
    end();
  }
  // A thing of a few random parts.
  void thing(f3 p, float R, bool stands) {
    begin();
    int n = r.n(1, 6), m = any(R);
    float k = r.p(.5f) ? r.u(0, .4f) * R : 0, y = stands ? 0 : -.5f * R;
    f3 c = p;
    for (int i = 0; i < n; i++) {
      f3 sz = v3(r.lg(.2f, 1), r.lg(.2f, 1), r.lg(.2f, 1)) * (R * .6f);
      if (r.p(.3f)) m = any(R);
      int t = r.n(6);
      if (t == CAPSULE) sz = v3(sz.x * .4f, sz.y, sz.z * .4f);
      if (t == TORUS) sz = v3(sz.x, sz.y * .3f, 0);
      f3 ax = r.p(.6f) ? v3(0, 1, 0) : v3(r.g(), r.g(), r.g());
      float rise = t == TORUS ? sz.y : t == CAPSULE ? sz.y + sz.x : sz.y;
      f3 at = i && r.p(.5f) ? c + v3(r.g(), r.g(), r.g()) * (R * .4f) : v3(c.x, p.y + y + rise, c.z);
      if (stands && at.y < p.y + rise * .3f) at.y = p.y + rise;
      part(t, at, sz, m, ax, k, r.u(0, 6.28f));
      if (at.y + rise > p.y + y) y = at.y + rise - p.y - .05f * R;
      c = v3(at.x, p.y, at.z);
    }
    end(r.p(.3f) ? r.lg(.01f, .1f) * R : 0, r.lg(2, 20) / R);
  }
  void flower(f3 p, float R, f3 ax) {
    f3 c = hsv(r.u(), r.u(.1f, .95f), r.lg(.2f, .9f));
    int m = mat(FBM, c, vary(c, .4f), vary(c, .6f), 3 / R), mid = r.p(.5f) ? m : any(R * .3f),
        st = plain(hsv(.28f, .6f, .12f));
    int rings = r.n(1, 6), np = r.n(5, 14);
    ax = norm(ax);
    f3 u = norm(cross(ax, v3(.2f, .1f, 1))), v = cross(ax, u);
    begin();
    for (int k = 0; k < rings && int(parts.size()) - objs.back().first < 60; k++)
      for (int i = 0; i < np; i++) {
        float a = 6.2832f * (i + .5f * (k & 1)) / np, q = 1 - k / float(rings + 0.5f);
        f3 d = u * cosf(a) + v * sinf(a);
        f3 dir = norm(d * q + ax * (.15f + .9f * (1 - q)));
        part(ELLIPSOID, p + dir * (R * .55f * maxf(q, .4f)),
             v3(r.u(.7f, 1) * 2.0f * R / np * maxf(q, .5f), R * .5f * maxf(q, .4f), .03f * R), m, dir, 0);
        parts.back().rz = norm(ax - dir * dot(ax, dir));
        parts.back().rx = cross(parts.back().ry, parts.back().rz);
      }
    part(ELLIPSOID, p, v3(.25f * R), mid);
    limb(p, p - v3(.3f * R * r.g(), r.u(2, 6) * R, .3f * R * r.g()), .06f * R, .06f * R, st);
    end();
    for (int i = r.n(0, 4); i-- > 0;) {
      int lf = leaf();
      f3 c2 = p - v3(R * r.g(), R * r.u(1, 3), R * r.g()), n = norm(v3(r.g(), r.g(), r.g())),
         uu = norm(cross(n, v3(0, 1, .1f)));
      card(c2, uu, cross(n, uu), .4f * R, R, lf, PETAL);
    }
  }
  void tower(f3 p, float H) {
    int kind = r.n(5);
    int m = r.p(.5f) ? any(H * .15f) : plain(tint(), .3f);
    float w = H * r.u(.06f, .2f);
    if (kind == 0) {
      float y = 0;
      int n = r.n(3, 7);
      int roof = mat(BRICK, hsv(r.u(0, .1f), .5f, r.lg(.04f, .3f)), v3(.1f), v3(.05f), 20 / H);
      int wall = mat(FACADE, hsv(r.u(0, .12f), r.u(.1f, .8f), r.lg(.1f, .5f)), v3(.3f), v3(.1f), 20 / H);
      mats[wall].glow = .2f;
      begin();
      end();
      objs.pop_back();
      for (int i = 0; i < n; i++) {
        float q = w * (1 - .6f * i / n), h = H / n * .5f;
        box(p + v3(0, y + h * .7f, 0), v3(q, h * .7f, q), .4f, wall);
        begin();
        part(CONE, p + v3(0, y + h * 1.65f, 0), v3(q * 1.75f, h * .3f, q * .8f), roof);
        end();
        y += H / n;
      }
    } else if (kind <= 2) {
      int mm = plain(tint() * .5f, .2f);
      if (night || r.p(.2f)) {
        mats[mm].c0 = v3(.8f, .5f, .12f);
        mats[mm].glow = night ? r.u(.5f, 2) : 0;
      }
      float tp = r.u(.05f, .9f), a = r.u(0, 1.5f);
      for (int i = 0; i < 4; i++) {
        f3 u = v3(cosf(a + i * 1.5708f), 0, sinf(a + i * 1.5708f)), n = v3(-u.z, 0, u.x);
        f3 v = norm(v3(0, H, 0) - n * (w * (1 - tp)));
        card(p + n * (w * (1 + tp) * .5f) + v3(0, H * .5f, 0), u, v, w, H * .5f, mm, LATTICE, floorf(r.u(5, 14)), tp);
      }
      if (r.p(.5f)) {
        begin();
        limb(p + v3(0, H, 0), p + v3(0, H * 1.2f, 0), .006f * H, .003f * H, mm);
        end();
      }
      for (int i = r.n(3); i-- > 0;) {
        float y = H * r.u(.2f, .8f);
        box(p + v3(0, y, 0), v3(w * 1.1f * mixf(1, tp, y / H), .012f * H, w * 1.1f * mixf(1, tp, y / H)), -a, mm);
      }
    } else if (kind == 3) {
      begin();
      part(CONE, p + v3(0, H * .45f, 0), v3(w, H * .45f, w * r.u(.4f, 1)), m);
      part(CONE, p + v3(0, H * .95f, 0), v3(w * 1.05f, H * .07f, .02f), r.p(.5f) ? m : any(w));
      if (r.p(.4f))
        for (int i = 0; i < 3; i++) {
          float a = i * 2.09f;
          limb(p + v3(w * 1.2f * cosf(a), 0, w * 1.2f * sinf(a)),
               p + v3(w * 1.2f * cosf(a), H * .6f, w * 1.2f * sinf(a)), w * .35f, w * .3f, plain(v3(.6f)));
        }
      if (r.p(.4f)) part(ELLIPSOID, p + v3(0, H * .8f, 0), v3(w * 1.6f, w, w * 1.6f), m);
      end();
    } else {
      float y = 0;
      for (int i = r.n(2, 6); i-- > 0;) {
        float h = H * r.u(.08f, .25f);
        f3 q = v3(w * r.u(.5f, 1.6f), h, w * r.u(.5f, 1.6f));
        int fm = mat(FACADE, tint(), tint(), v3(.3f), r.lg(10, 40) / H);
        mats[fm].glow = night ? .5f : 0;
        box(p + v3(0, y + h, 0), q, r.u(0, 1), r.p(.5f) ? fm : m);
        y += 2 * h;
      }
    }
  }
};
