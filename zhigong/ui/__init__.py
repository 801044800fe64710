"""The design system: layouts, components, template tags, style and icons. It knows no domain."""
