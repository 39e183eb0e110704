namespace Faultline.Wire.Shapes;

/// <summary>How a structure that others may be looking at is changed: never itself, always a copy.</summary>
public static class Structures
{
    public static T With<T>(this T value, Action<T> change) where T : class, IStructure
    {
        var copy = (T)value.Copy();
        change(copy);
        return copy;
    }
}
