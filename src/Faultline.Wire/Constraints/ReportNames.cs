namespace Faultline.Wire.Constraints;

/// <summary>What members are called in a report.</summary>
internal enum ReportNames
{
    /// <summary>As in the model, with a small letter first.</summary>
    Model,

    /// <summary>As in the document that was read, with a small letter first.</summary>
    Wire,

    /// <summary>As the parameters of SQS's query protocol, whose lists and maps are all flat.</summary>
    Query,
}
