using Faultline.Wire;

namespace Faultline.Services.Fis.Actions;

/// <summary>Does all of several things: one that is refused keeps none of the others.</summary>
internal static class Every
{
    /// <summary>Throws the first refusal once all is done that can be.</summary>
    public static async ValueTask Of<T>(IEnumerable<T> all, Func<T, ValueTask> act)
    {
        AwsError? first = null;
        foreach (var each in all)
        {
            try
            {
                await act(each);
            }
            catch (AwsError refused)
            {
                first ??= refused;
            }
        }

        if (first is not null)
        {
            throw first;
        }
    }
}
