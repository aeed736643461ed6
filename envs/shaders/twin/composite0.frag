#version 450
// The colours as they are: no sky is needed, the overlay covers what nothing was drawn on.

layout(set = 0, binding = 0) uniform sampler2D samplerColorRaw;

layout(location = 0) in vec2 inUV;

layout(location = 0) out vec4 outColor;

void main() {
  outColor = texture(samplerColorRaw, inUV);
}
