namespace Faultline.Services.Fis.Running;

/// <summary>Something that is to be done for an experiment, outside of its turn.</summary>
/// <param name="Action">The name of the action that it is done for; empty where it is for the whole.</param>
internal sealed record Order(string Experiment, Deed Deed, string Action = "");

/// <summary>What there is to do.</summary>
internal enum Deed
{
    /// <summary>Looks whether all is there that the experiment needs, and resolves its targets.</summary>
    Prepare,

    /// <summary>Looks at the alarms that stop it.</summary>
    Watch,

    /// <summary>Begins an action.</summary>
    Begin,

    /// <summary>Lets an action hold up what it did, and asks whether it is over by itself.</summary>
    Ask,

    /// <summary>Ends an action.</summary>
    End,

    /// <summary>Delivers what is to be logged.</summary>
    Deliver,
}
